package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for transactions over lists that depend on each other in a circle, as Elle does (Kingsbury
 * and Alvaro, VLDB 2020): of writes (G0), of writes and reads (G1c), with one read that missed
 * something (G-single), and with several, none next to another (a long fork). Circles with adjacent
 * misses, write skew, are not looked for: no level promises that there are none. Of each knot the
 * shortest circle is told, and of what it shows only the worst; the lesser remains undecided.
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
    Map<Consistency, LevelCycles> levels = new HashMap<>();
    for (Operation operation : accesses.history().operations()) {
      if (operation.model() == Model.LIST && operation.isKnown()) {
        LevelCycles cycles =
            levels.computeIfAbsent(operation.level(), level -> cycles(keys, level, findings));
        count(operation, cycles, accesses.orders().lacksPlace(operation), findings);
      }
    }
  }

  private LevelCycles cycles(Map<String, List<Event>> keys, Consistency level, Findings findings) {
    LevelCycles cycles = new LevelCycles(new Dependencies(keys, level), level, steps, findings);
    cycles.report();
    return cycles;
  }

  private static void count(
      Operation operation, LevelCycles cycles, boolean lacksPlace, Findings findings) {
    if (!operation.isReadOnly()) {
      // on which only what was appended depends
      count(Guarantee.NO_WRITE_CYCLE, operation, cycles, false, findings);
    }
    count(Guarantee.NO_CIRCULAR_INFORMATION, operation, cycles, lacksPlace, findings);
    if (operation.accesses().stream().anyMatch(Access::isRead)) {
      count(Guarantee.NO_READ_SKEW, operation, cycles, lacksPlace, findings);
      count(Guarantee.NO_LONG_FORK, operation, cycles, lacksPlace, findings);
    }
  }

  private static void count(
      Guarantee guarantee,
      Operation operation,
      LevelCycles cycles,
      boolean lacksPlace,
      Findings findings) {
    if (lacksPlace || cycles.isOpen(guarantee, operation)) {
      findings.undecided(guarantee, operation);
    } else {
      findings.checked(guarantee, operation.level());
    }
  }
}
