package dev.lagrange.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Long histories are judged, too, within the heap that the build gives to tests. Prints how much
 * time each checker took, and the largest heap that was seen, garbage included.
 */
class MillionOperationsTest {

  private static final int OPERATIONS = 1_000_000;

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
                42, OPERATIONS, 64, 1_000, List.of(Model.values()), LEVELS, 300, 0.0005));
    assertThat(history.size()).isGreaterThanOrEqualTo(OPERATIONS);
    Findings findings = judge(history);
    assertThat(findings.brokenPromises()).as(() -> Story.promisesBroken(findings)).isEmpty();
    assertThat(findings.counts().values())
        .allSatisfy(count -> assertThat(count.undecided()).isZero());
    assertThatAllWereJudged(history, findings);
  }

  /** Every read is held to some guarantees, and every write of most models to another. */
  private static void assertThatAllWereJudged(History history, Findings findings) {
    Map<Guarantee, Long> checked = new EnumMap<>(Guarantee.class);
    findings
        .counts()
        .forEach(
            (subject, count) -> checked.merge(subject.guarantee(), count.checked(), Long::sum));
    assertThat(checked.keySet())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Guarantee.values()).filter(one -> !one.isForOutages()).toList());
    assertThat(checked)
        .containsEntry(
            Guarantee.LINEARIZABILITY, count(history, MillionOperationsTest::mayBeOrdered))
        .containsEntry(
            Guarantee.NO_CIRCULAR_INFORMATION,
            count(history, operation -> operation.isKnown() && is(operation, Model.LIST)))
        .containsEntry(
            Guarantee.ATOMIC_VISIBILITY,
            count(
                history,
                operation ->
                    is(operation, Model.SNAPSHOT)
                        && operation.isReadOnly()
                        && operation.accesses().size() > 1));
  }

  private static boolean mayBeOrdered(Operation operation) {
    boolean mismatch =
        is(operation, Model.CELL) && operation.error() == null && !operation.isReadOnly();
    return operation.isKnown() || mismatch;
  }

  private static boolean is(Operation operation, Model model) {
    return operation.model() == model;
  }

  private static long count(History history, Predicate<Operation> which) {
    return history.operations().stream().filter(which).count();
  }

  private static Findings judge(History history) {
    heap().forEach(MemoryPoolMXBean::resetPeakUsage);
    Findings findings = new Findings();
    long processor = processorNanos();
    long start = System.nanoTime();
    Accesses accesses = Accesses.of(history);
    accesses.orders();
    print("sorting", processorNanos() - processor, System.nanoTime() - start);
    for (Checker checker : Checkers.all()) {
      long processorBefore = processorNanos();
      long before = System.nanoTime();
      checker.check(accesses, findings);
      print(
          checker.getClass().getSimpleName(),
          processorNanos() - processorBefore,
          System.nanoTime() - before);
    }
    print(history.size() + " operations", processorNanos() - processor, System.nanoTime() - start);
    System.out.printf(
        "at most %d MiB of heap%n",
        heap().stream().map(MemoryPoolMXBean::getPeakUsage).mapToLong(MemoryUsage::getUsed).sum()
            >> 20);
    return findings;
  }

  private static List<MemoryPoolMXBean> heap() {
    return ManagementFactory.getMemoryPoolMXBeans().stream()
        .filter(pool -> pool.getType() == MemoryType.HEAP)
        .toList();
  }

  private static void print(String what, long processorNanos, long nanos) {
    System.out.printf(
        "%-24s %6d ms of processor, %6d ms%n", what, processorNanos / 1_000_000, nanos / 1_000_000);
  }

  private static long processorNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
