package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.check.Violation;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What can be said of one guarantee at one level. Immutable.
 *
 * @param guarantee the guarantee
 * @param level the level
 * @param checked how many operations were held to it
 * @param broken how many of them broke it
 * @param undecided how many more should have been held to it, but could not be judged
 * @param examples some of those
 */
record Judgement(
    Guarantee guarantee,
    Consistency level,
    long checked,
    long broken,
    long undecided,
    List<Violation> examples) {

  enum Status {
    KEPT,
    BROKEN,
    /** Nothing was held to it, so that nothing can be said. */
    UNJUDGED
  }

  Judgement {
    examples = List.copyOf(examples);
  }

  static Judgement of(Guarantee guarantee, Consistency level, Findings.@Nullable Count count) {
    if (count == null) {
      return new Judgement(guarantee, level, 0, 0, 0, List.of());
    }
    return new Judgement(
        guarantee, level, count.checked(), count.broken(), count.undecided(), count.examples());
  }

  boolean isPromised() {
    return new Findings.Subject(guarantee, level).isPromised();
  }

  Status status() {
    if (broken > 0) {
      return Status.BROKEN;
    }
    return checked > 0 ? Status.KEPT : Status.UNJUDGED;
  }

  boolean is(Status wanted) {
    return status() == wanted;
  }

  /** Such as "read your writes at eventual". */
  String name() {
    return guarantee.title() + " at " + level;
  }

  /** Such as ", 2 undecided"; nothing if there are none. */
  String doubt() {
    return undecided == 0 ? "" : ", " + Numbers.count(undecided) + " undecided";
  }

  /** Such as "3 of 1,000 operations". */
  String extent() {
    return Numbers.count(broken) + " of " + Numbers.count(checked, "operation");
  }
}
