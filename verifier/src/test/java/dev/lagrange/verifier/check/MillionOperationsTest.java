package dev.lagrange.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Long histories are judged, too; prints how much processor time each checker took. */
class MillionOperationsTest {

  private static final List<Consistency> LEVELS =
      List.of(
          Consistency.STRONG,
          Consistency.bounded(Duration.ofNanos(100)),
          Consistency.EVENTUAL,
          Consistency.WEAK);

  @Test
  void millionOperationsOfAllModelsAreJudged() {
    History history =
        SimulatedCluster.history(
            new SimulatedCluster.Plan(
                42, 1_000_000, 64, 1_000, List.of(Model.values()), LEVELS, 300, 0.0005));
    Findings findings = new Findings();
    long start = processorNanos();
    for (Checker checker : Checkers.all()) {
      long before = processorNanos();
      checker.check(history, findings);
      print(checker.getClass().getSimpleName(), processorNanos() - before);
    }
    print(history.size() + " operations", processorNanos() - start);
    assertThat(history.size()).isGreaterThanOrEqualTo(1_000_000);
    assertThat(findings.brokenPromises()).as(() -> Story.promisesBroken(findings)).isEmpty();
    assertThat(findings.counts().values())
        .allSatisfy(count -> assertThat(count.undecided()).isZero());
  }

  private static void print(String what, long nanos) {
    System.out.printf("%-28s %6d ms%n", what, nanos / 1_000_000);
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
