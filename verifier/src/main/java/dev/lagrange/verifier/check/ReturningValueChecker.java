package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.verifier.history.Model;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Monotonic reads of values whose order nobody knows: no value is written twice, so a session that
 * has seen another one since must not see the first again. Reads for which something stood in for
 * the primary may go back.
 */
final class ReturningValueChecker implements Checker {

  private static final Comparator<Event> BY_END = Comparator.comparingLong(Event::completedAt);

  /** What one session has seen of a key. Reads must follow each other to be judged. */
  private static final class Seen {
    private @Nullable Event last;
    private final Map<Long, Event> left = new HashMap<>();
  }

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (List<Event> events : accesses.of(Model.VALUE).values()) {
      Map<Integer, Seen> sessions = new HashMap<>();
      for (Event event : events) {
        boolean counts =
            event.isRead()
                && event.operation().isKnown()
                && event.operation().level().level() != ConsistencyLevel.WEAK;
        if (counts) {
          Seen seen = sessions.computeIfAbsent(event.operation().session(), session -> new Seen());
          see(event, seen, findings);
        }
      }
    }
  }

  private static void see(Event event, Seen seen, Findings findings) {
    Event last = seen.last;
    if (event.stoodIn() || (last != null && !last.precedes(event))) {
      // it owes nothing to what was read before, or that was under way at the same time
      seen.last = last != null && BY_END.compare(last, event) > 0 ? last : event;
      seen.left.clear();
      return;
    }
    seen.last = event;
    if (last == null || last.access().value() == event.access().value()) {
      return;
    }
    Event left = seen.left.get(event.access().value());
    if (left != null) {
      findings.broken(
          Guarantee.MONOTONIC_READS,
          "%s, and after that %s again".formatted(Phrase.then(left, last), Phrase.did(event)),
          List.of(left.operation(), last.operation(), event.operation()));
    }
    seen.left.put(last.access().value(), last);
  }
}
