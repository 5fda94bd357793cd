package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Action;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks for lost compare-and-sets: a value can be replaced no more often than it was set. O(n), so
 * that it also answers where a search for linearizability gives up.
 */
final class CellChainChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    accesses.of(Model.CELL).values().forEach(events -> check(events, findings));
  }

  private static void check(List<Event> events, Findings findings) {
    Map<Long, Integer> set = new HashMap<>();
    Map<Long, List<Event>> replaced = new HashMap<>();
    // the cell was set to it before anybody came
    set.put(0L, 1);
    for (Event event : events) {
      if (event.isRead() || event.operation().outcome() == Outcome.FAILED) {
        continue;
      }
      boolean changes =
          event.access().action() != Action.COMPARE_AND_SET
              || event.access().value() != event.access().expected();
      if (changes) {
        set.merge(event.access().value(), 1, Integer::sum);
      }
      if (event.access().action() == Action.COMPARE_AND_SET && event.operation().isKnown()) {
        findings.checked(Guarantee.NO_LOST_WRITE, event.operation().level());
        if (changes) {
          replaced
              .computeIfAbsent(event.access().expected(), value -> new ArrayList<>())
              .add(event);
        }
      }
    }
    replaced.forEach((value, by) -> report(set.getOrDefault(value, 0), by, findings));
  }

  private static void report(int set, List<Event> by, Findings findings) {
    if (by.size() <= set) {
      return;
    }
    Event last = by.get(by.size() - 1);
    List<Operation> witnesses = by.stream().map(Event::operation).toList();
    findings.broken(
        Guarantee.NO_LOST_WRITE,
        "%s, as did %d others, but the value was there only %d times"
            .formatted(Phrase.of(last), by.size() - 1, set),
        witnesses);
  }
}
