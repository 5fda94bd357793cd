package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.report.figure.Staleness;
import java.util.Objects;

/** What t-visibility and k-staleness say of one level, in a sentence. */
record Visibilities(Staleness.Ages ages) {

  private static final double MOST = 0.99;

  static Visibilities of(Staleness staleness, Consistency level) {
    return new Visibilities(Objects.requireNonNull(staleness.byLevel().get(level)));
  }

  String sentence() {
    if (ages.stale() == 0) {
      return "each of %s returned the newest acknowledged version."
          .formatted(Numbers.count(ages.reads(), "read"));
    }
    return "%s of %s missed an acknowledged write, by at most %s and %s. %s"
        .formatted(
            Numbers.share(ages.stale(), ages.reads()),
            Numbers.count(ages.reads(), "read"),
            Numbers.nanos(ages.nanos().max()),
            Numbers.count(ages.mostVersions(), "version"),
            visible());
  }

  private String visible() {
    long from = ages.visibility().from(MOST);
    if (from < 0) {
      return "However long after a write reads began, more than 1 % of them missed it.";
    }
    return from == 0
        ? "At any time after a write, at least 99 % of reads saw it."
        : "From %s after a write on, at least 99 %% of reads saw it."
            .formatted(Numbers.nanos(from));
  }
}
