package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Action;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * Looks for reads of what nobody wrote, of what was not yet asked for when the read was over, and,
 * but in lists, of what a failed write was to leave.
 */
final class PhantomChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    check(accesses, Model.REGISTER, PhantomChecker::versions, findings);
    check(accesses, Model.SNAPSHOT, PhantomChecker::versions, findings);
    check(accesses, Model.VALUE, PhantomChecker::values, findings);
    check(accesses, Model.CELL, PhantomChecker::values, findings);
    check(accesses, Model.LIST, PhantomChecker::elements, findings);
    check(accesses, Model.COUNTER, CounterRange::mayBeRead, findings);
  }

  private static void check(
      Accesses accesses,
      Model model,
      Function<List<Event>, Predicate<Event>> possible,
      Findings findings) {
    for (List<Event> events : accesses.of(model).values()) {
      Predicate<Event> isPossible = possible.apply(events);
      for (Event event : events) {
        if (!event.isRead() || !event.operation().isKnown()) {
          continue;
        }
        if (event.isFirstOfItsKind()) {
          findings.checked(Guarantee.NO_PHANTOM, event.operation().level());
        }
        if (!isPossible.test(event)) {
          findings.broken(
              Guarantee.NO_PHANTOM,
              Phrase.of(event) + ", which nobody can have left there by then",
              List.of(event.operation()));
        }
      }
    }
  }

  private static Predicate<Event> versions(List<Event> events) {
    RegisterWrites writes = new RegisterWrites(events);
    return read -> writes.mayBeWritten(read.access().value(), read.completedAt());
  }

  private static Predicate<Event> values(List<Event> events) {
    Map<Long, Long> begun = firstBegun(events, false);
    begun.put(0L, Long.MIN_VALUE);
    return read -> begun.getOrDefault(read.access().value(), Long.MAX_VALUE) <= read.completedAt();
  }

  private static Predicate<Event> elements(List<Event> events) {
    // those of failed transactions are dirty, and another checker's
    Map<Long, Long> begun = firstBegun(events, true);
    return read -> {
      for (long element : read.access().elements()) {
        if (begun.getOrDefault(element, Long.MAX_VALUE) > read.completedAt()) {
          return false;
        }
      }
      return true;
    };
  }

  /** When the first write of each value was begun. */
  private static Map<Long, Long> firstBegun(List<Event> events, boolean failed) {
    Map<Long, Long> begun = new HashMap<>();
    for (Event event : events) {
      boolean counts = failed || event.operation().outcome() != Outcome.FAILED;
      if (event.access().action() != Action.READ && counts) {
        begun.merge(event.access().value(), event.invokedAt(), Math::min);
      }
    }
    return begun;
  }
}
