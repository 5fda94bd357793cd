package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Action;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Linearizability of counters and cells, by search. Each level's reads are judged with everything
 * that changes the key. A compare-and-set that did not find what it expected, and so is failed
 * without an error, is judged too: there must have been a moment when something else was there.
 *
 * <p>The search is limited; operations beyond the limit are counted as undecided, never as kept.
 */
final class SearchLinearizability implements Checker {

  private final long steps;

  /** A search that takes no more than a number of steps for each key and level. */
  SearchLinearizability(long steps) {
    this.steps = steps;
  }

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (Model model : List.of(Model.COUNTER, Model.CELL)) {
      Map<String, List<Event>> keys = accesses.of(model);
      keys.values().forEach(events -> check(events, findings));
    }
  }

  private void check(List<Event> events, Findings findings) {
    Set<Consistency> levels = new LinkedHashSet<>();
    events.stream()
        .filter(event -> event.operation().isKnown() || isMismatch(event))
        .forEach(event -> levels.add(event.operation().level()));
    for (Consistency level : levels) {
      List<Event> judged = events.stream().filter(event -> isJudged(event, level)).toList();
      new LinearizationSearch(judged, level, steps, findings).run();
    }
  }

  private static boolean isJudged(Event event, Consistency level) {
    Operation operation = event.operation();
    if (event.isRead()) {
      return operation.isKnown() && operation.level().equals(level);
    }
    return operation.outcome() != Outcome.FAILED || isMismatch(event);
  }

  /** Whether it was told that the cell held something else than it expected. */
  static boolean isMismatch(Event event) {
    return event.access().action() == Action.COMPARE_AND_SET
        && event.operation().outcome() == Outcome.FAILED
        && event.operation().error() == null;
  }
}
