package dev.lagrange.verifier;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.verifier.check.Checkers;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A run and what was found of it, for tests; printed, since figures are worth to be looked at. */
record Judged(History history, Findings findings) {

  /** How long runs are repeated; a run in which enough happened ends them. */
  private static final Duration LIMIT = Duration.ofMinutes(5);

  /** Fewer operations than this say nothing. */
  private static final int ENOUGH = 100;

  private static final Set<Guarantee> SESSION =
      EnumSet.of(Guarantee.READ_YOUR_WRITES, Guarantee.MONOTONIC_READS);

  private static Judged run(String name, Plan plan, Disturbance disturbance)
      throws SQLException, IOException, InterruptedException {
    History history = new Verification(plan, disturbance, Watcher.NONE).run().history();
    Judged judged = new Judged(history, Checkers.check(history));
    System.out.println(judged.text(name));
    return judged;
  }

  /**
   * Runs until one run did enough and broke all of these, twice as long each time. What is broken
   * in none of them is for the caller to tell.
   */
  static Judged runUntilBroken(String name, Plan plan, Disturbance disturbance, Guarantee... wanted)
      throws SQLException, IOException, InterruptedException {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    Plan next = plan;
    Judged judged = run(name, next, disturbance);
    while (!judged.isEnough(List.of(wanted)) && System.nanoTime() - deadline < 0) {
      next = next.withDuration(next.duration().multipliedBy(2));
      judged = run(name, next, disturbance);
    }
    assertThat(judged.operations()).as("operations of " + name).isGreaterThan(ENOUGH);
    return judged;
  }

  private boolean isEnough(List<Guarantee> wanted) {
    return operations() > ENOUGH && broken().containsAll(wanted);
  }

  /** Runs until one run did enough. */
  static Judged runUntilEnough(String name, Plan plan, Disturbance disturbance)
      throws SQLException, IOException, InterruptedException {
    return runUntilBroken(name, plan, disturbance);
  }

  long operations() {
    return history.operations().stream().filter(Operation::isKnown).count();
  }

  long readsOnReplicas() {
    return history.operations().stream()
        .filter(operation -> operation.place() != null && operation.place().replica())
        .count();
  }

  /** What was broken, promised or not. */
  Set<Guarantee> broken() {
    Set<Guarantee> broken = EnumSet.noneOf(Guarantee.class);
    findings
        .counts()
        .forEach(
            (subject, count) -> {
              if (count.broken() > 0) {
                broken.add(subject.guarantee());
              }
            });
    return broken;
  }

  private String text(String name) {
    StringBuilder text = new StringBuilder("\n" + name + ": " + operations() + " operations");
    reads().forEach((node, reads) -> text.append(", %d reads on %s".formatted(reads, node)));
    verdicts().forEach((line, example) -> text.append("\n  ").append(line).append(example));
    return text.toString();
  }

  private Map<String, Long> reads() {
    return history.operations().stream()
        .filter(operation -> operation.isReadOnly() && operation.place() != null)
        .collect(groupingBy(operation -> operation.place().node(), TreeMap::new, counting()));
  }

  /** Of session guarantees, and of whatever was broken. */
  private Map<String, String> verdicts() {
    Map<String, String> lines = new TreeMap<>();
    findings
        .counts()
        .forEach(
            (subject, count) -> {
              if (SESSION.contains(subject.guarantee()) || count.broken() > 0) {
                lines.put(
                    "%s, %s: %d of %d broken"
                        .formatted(
                            subject.level(),
                            subject.guarantee().title(),
                            count.broken(),
                            count.checked()),
                    count.broken() == 0 ? "" : ", e.g. " + count.examples().get(0).sentence());
              }
            });
    return lines;
  }
}
