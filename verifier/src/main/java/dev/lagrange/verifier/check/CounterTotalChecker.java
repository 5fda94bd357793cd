package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Looks for lost and doubled additions: what the last strong read of a counter returned must be
 * what was acknowledged before, and some of what may still have been under way.
 */
final class CounterTotalChecker implements Checker {

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (List<Event> events : accesses.of(Model.COUNTER).values()) {
      Event last = lastStrongRead(events);
      if (last != null) {
        check(events, last, findings);
      } else {
        undecided(events, findings);
      }
    }
  }

  /** Counts a counter that nobody looked at in the end, as if by its last addition. */
  private static void undecided(List<Event> events, Findings findings) {
    for (int i = events.size() - 1; i >= 0; i--) {
      Operation operation = events.get(i).operation();
      if (operation.isKnown() && !operation.isReadOnly()) {
        findings.undecided(Guarantee.NO_LOST_WRITE, operation);
        findings.undecided(Guarantee.NO_DOUBLED_WRITE, operation);
        return;
      }
    }
  }

  private static @Nullable Event lastStrongRead(List<Event> events) {
    for (int i = events.size() - 1; i >= 0; i--) {
      Event event = events.get(i);
      if (event.isRead()
          && event.operation().isKnown()
          && event.operation().level().level() == ConsistencyLevel.STRONG) {
        return event;
      }
    }
    return null;
  }

  private static void check(List<Event> events, Event last, Findings findings) {
    long certain = 0;
    long least = 0;
    long most = 0;
    for (Event event : events) {
      if (event.isRead() || event.operation().outcome() == Outcome.FAILED || last.precedes(event)) {
        continue;
      }
      long delta = event.access().value();
      if (event.precedes(last)) {
        certain += delta;
      } else {
        least += Math.min(0, delta);
        most += Math.max(0, delta);
      }
    }
    findings.checked(Guarantee.NO_LOST_WRITE, last.operation().level());
    findings.checked(Guarantee.NO_DOUBLED_WRITE, last.operation().level());
    long value = last.access().value();
    if (value < certain + least || value > certain + most) {
      Guarantee guarantee =
          value < certain + least ? Guarantee.NO_LOST_WRITE : Guarantee.NO_DOUBLED_WRITE;
      findings.broken(
          guarantee,
          "%s, where the acknowledged additions make %d and the others would make it between %d and %d"
              .formatted(Phrase.of(last), certain, certain + least, certain + most),
          List.of(last.operation()));
    }
  }
}
