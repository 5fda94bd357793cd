package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Dependency.Kind;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/** The circles that the reads of one level show. Used once, by one thread. */
final class LevelCycles {

  private final Dependencies graph;
  private final Consistency level;
  private final long steps;
  private final Findings findings;
  private final Map<Guarantee, Set<Long>> open = new EnumMap<>(Guarantee.class);

  LevelCycles(Dependencies graph, Consistency level, long steps, Findings findings) {
    this.graph = graph;
    this.level = level;
    this.steps = steps;
    this.findings = findings;
  }

  /** Reports the shortest circle of each knot. */
  void report() {
    for (List<Integer> knot : Components.cyclic(graph, Dependency::isOfWrites)) {
      report(Guarantee.NO_WRITE_CYCLE, knot, Kind.WRITE_WRITE, Dependency::isOfWrites);
    }
    for (List<Integer> knot : Components.cyclic(graph, Predicate.not(Dependency::isAnti))) {
      report(
          Guarantee.NO_CIRCULAR_INFORMATION,
          knot,
          Kind.WRITE_READ,
          Predicate.not(Dependency::isAnti));
    }
    for (List<Integer> knot : Components.cyclic(graph, dependency -> true)) {
      reportMisses(knot);
    }
  }

  /** Whether it remained open if an operation of this level is in some circle. */
  boolean isOpen(Guarantee guarantee, Operation operation) {
    return open.getOrDefault(guarantee, Set.of()).contains(operation.id());
  }

  private void remainsOpen(Guarantee guarantee, List<Integer> knot) {
    Set<Long> operations = open.computeIfAbsent(guarantee, any -> new HashSet<>());
    knot.forEach(number -> operations.add(graph.operation(number).id()));
  }

  private void report(
      Guarantee guarantee, List<Integer> knot, Kind kind, Predicate<Dependency> others) {
    Cycles cycles = new Cycles(graph, knot, steps);
    List<Dependency> cycle = cycles.through(kind, others);
    report(guarantee, cycle);
    if (cycle.isEmpty() && cycles.isExhausted()) {
      remainsOpen(guarantee, knot);
    }
  }

  private void reportMisses(List<Integer> knot) {
    Cycles cycles = new Cycles(graph, knot, steps);
    List<Dependency> single = cycles.through(Kind.READ_WRITE, Predicate.not(Dependency::isAnti));
    if (!single.isEmpty()) {
      report(Guarantee.NO_READ_SKEW, single);
      // a longer circle, which is less, is not looked for beside it
      remainsOpen(Guarantee.NO_LONG_FORK, knot);
      return;
    }
    List<Dependency> fork = cycles.withoutAdjacentAnti();
    // a circle of reads and writes has been told already
    if (fork.stream().filter(Dependency::isAnti).count() > 1) {
      report(Guarantee.NO_LONG_FORK, fork);
    }
    if (cycles.isExhausted()) {
      remainsOpen(Guarantee.NO_READ_SKEW, knot);
      remainsOpen(Guarantee.NO_LONG_FORK, knot);
    }
  }

  private void report(Guarantee guarantee, List<Dependency> cycle) {
    if (cycle.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    for (Dependency dependency : cycle) {
      parts.add(
          dependency.sentence(
              name(graph.operation(dependency.from())), name(graph.operation(dependency.to()))));
    }
    findings.broken(guarantee, String.join("; ", parts), witnesses(cycle));
  }

  private static String name(Operation operation) {
    return "session %d (op %d)".formatted(operation.session(), operation.id());
  }

  /** The transactions of a circle, in its order, the last one that has the level at the end. */
  private List<Operation> witnesses(List<Dependency> cycle) {
    int last = -1;
    for (int i = 0; i < cycle.size(); i++) {
      Operation operation = graph.operation(cycle.get(i).from());
      boolean later =
          last < 0 || operation.invokedAt() > graph.operation(cycle.get(last).from()).invokedAt();
      if (operation.level().equals(level) && later) {
        last = i;
      }
    }
    List<Operation> witnesses = new ArrayList<>();
    for (int i = 0; i < cycle.size(); i++) {
      witnesses.add(graph.operation(cycle.get((i + last + 1) % cycle.size()).from()));
    }
    return witnesses;
  }
}
