package dev.lagrange.verifier;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;

import dev.lagrange.verifier.check.Checkers;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import java.io.IOException;
import java.sql.SQLException;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A run and what was found of it, for tests; printed, since figures are worth to be looked at. */
record Judged(History history, Findings findings) {
  private static final int ATTEMPTS = 5;

  private static final Set<Guarantee> SESSION =
      EnumSet.of(Guarantee.READ_YOUR_WRITES, Guarantee.MONOTONIC_READS);

  static Judged run(String name, Plan plan, Disturbance disturbance)
      throws SQLException, IOException, InterruptedException {
    History history = new Verification(plan, disturbance, Watcher.NONE).run().history();
    Judged judged = new Judged(history, Checkers.check(history));
    System.out.println(judged.text(name));
    return judged;
  }

  /** Runs until all of these are broken in one run, a few times at most. */
  static Judged runUntilBroken(String name, Plan plan, Disturbance disturbance, Guarantee... wanted)
      throws SQLException, IOException, InterruptedException {
    Judged judged = run(name, plan, disturbance);
    for (int i = 1; i < ATTEMPTS && !judged.broken().containsAll(List.of(wanted)); i++) {
      judged = run(name, plan, disturbance);
    }
    return judged;
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
