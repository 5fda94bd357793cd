package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Dependency.Kind;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Looks for transactions over lists that depend on each other in a circle, as Elle does (Kingsbury
 * and Alvaro, VLDB 2020): of writes (G0), of writes and reads (G1c), with one read that missed
 * something (G-single), and with several, none next to another (a long fork). Circles with adjacent
 * misses, write skew, are not looked for: no level promises that there are none. Of each knot the
 * shortest circle is told, and of what it shows only the worst.
 */
final class CycleChecker implements Checker {

  private final long steps;

  /** A search that takes no more than a number of steps for each knot. */
  CycleChecker(long steps) {
    this.steps = steps;
  }

  @Override
  public void check(Accesses accesses, Findings findings) {
    Map<String, List<Event>> keys = accesses.of(Model.LIST);
    Set<Consistency> levels = new LinkedHashSet<>();
    for (Operation operation : accesses.history().operations()) {
      if (operation.model() == Model.LIST && operation.isKnown()) {
        levels.add(operation.level());
      }
    }
    for (Consistency level : levels) {
      check(new Dependencies(keys, level), level, findings);
    }
    count(accesses.history(), findings);
  }

  private void check(Dependencies graph, Consistency level, Findings findings) {
    Predicate<Dependency> writes = dependency -> dependency.kind() == Kind.WRITE_WRITE;
    Predicate<Dependency> seen = dependency -> !dependency.isAnti();
    for (List<Integer> knot : Components.cyclic(graph, writes)) {
      Cycles cycles = new Cycles(graph, knot, steps);
      report(
          Guarantee.NO_WRITE_CYCLE,
          graph,
          level,
          cycles.through(Kind.WRITE_WRITE, writes),
          findings);
    }
    for (List<Integer> knot : Components.cyclic(graph, seen)) {
      Cycles cycles = new Cycles(graph, knot, steps);
      report(
          Guarantee.NO_CIRCULAR_INFORMATION,
          graph,
          level,
          cycles.through(Kind.WRITE_READ, seen),
          findings);
    }
    for (List<Integer> knot : Components.cyclic(graph, dependency -> true)) {
      checkMisses(graph, knot, level, findings);
    }
  }

  private void checkMisses(
      Dependencies graph, List<Integer> knot, Consistency level, Findings findings) {
    Predicate<Dependency> seen = dependency -> !dependency.isAnti();
    Cycles cycles = new Cycles(graph, knot, steps);
    List<Dependency> single = cycles.through(Kind.READ_WRITE, seen);
    if (!single.isEmpty()) {
      report(Guarantee.NO_READ_SKEW, graph, level, single, findings);
      return;
    }
    List<Dependency> fork = cycles.withoutAdjacentAnti();
    // a circle of reads and writes has been told already
    if (fork.stream().filter(Dependency::isAnti).count() > 1) {
      report(Guarantee.NO_LONG_FORK, graph, level, fork, findings);
    }
    if (cycles.isExhausted()) {
      findings.undecided(Guarantee.NO_READ_SKEW, level);
      findings.undecided(Guarantee.NO_LONG_FORK, level);
    }
  }

  private static void report(
      Guarantee guarantee,
      Dependencies graph,
      Consistency level,
      List<Dependency> cycle,
      Findings findings) {
    if (cycle.isEmpty()) {
      return;
    }
    List<String> parts = new ArrayList<>();
    for (Dependency dependency : cycle) {
      parts.add(
          dependency.sentence(
              name(graph.operation(dependency.from())), name(graph.operation(dependency.to()))));
    }
    findings.broken(guarantee, String.join("; ", parts), witnesses(graph, level, cycle));
  }

  private static String name(Operation operation) {
    return "session %d (op %d)".formatted(operation.session(), operation.id());
  }

  /** The transactions of a circle, in its order, the last one that has the level at the end. */
  private static List<Operation> witnesses(
      Dependencies graph, Consistency level, List<Dependency> cycle) {
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

  private static void count(History history, Findings findings) {
    for (Operation operation : history.operations()) {
      if (operation.model() != Model.LIST || !operation.isKnown()) {
        continue;
      }
      boolean reads = operation.accesses().stream().anyMatch(access -> access.isRead());
      if (!operation.isReadOnly()) {
        findings.checked(Guarantee.NO_WRITE_CYCLE, operation.level());
      }
      findings.checked(Guarantee.NO_CIRCULAR_INFORMATION, operation.level());
      if (reads) {
        findings.checked(Guarantee.NO_READ_SKEW, operation.level());
        findings.checked(Guarantee.NO_LONG_FORK, operation.level());
      }
    }
  }
}
