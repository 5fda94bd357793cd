package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Outcome;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Read your writes and monotonic reads on counters that are only added to: a read returns at least
 * what its session read before, and what it has added since.
 */
final class CounterSessionChecker implements Checker {

  /** What a session must see at least. */
  private static final class Floor {
    private long value;
    private long added;
    private @Nullable Event add;
    private @Nullable Event read;
    private final Map<Long, Long> before = new HashMap<>();

    /** An addition begins: what it adds is not in what is due now. */
    void begin(Event event) {
      before.put(event.operation().id(), value);
    }

    void end(Event event) {
      if (event.isRead()) {
        if (event.access().value() > value) {
          value = event.access().value();
        }
        if (read == null || event.access().value() > read.access().value()) {
          read = event;
        }
        return;
      }
      add = event;
      added += event.access().value();
      long due = before.getOrDefault(event.operation().id(), 0L) + event.access().value();
      before.remove(event.operation().id());
      value = Math.max(value, Math.max(due, added));
    }
  }

  private static final Comparator<Event> BY_END = Comparator.comparingLong(Event::completedAt);

  @Override
  public void check(Accesses accesses, Findings findings) {
    for (List<Event> events : accesses.of(Model.COUNTER).values()) {
      boolean grows =
          events.stream()
              .filter(event -> event.operation().outcome() != Outcome.FAILED)
              .allMatch(event -> event.isRead() || event.access().value() >= 0);
      List<Event> known = events.stream().filter(event -> event.operation().isKnown()).toList();
      if (grows) {
        check(known, findings);
      } else {
        known.stream().filter(Event::isRead).forEach(read -> undecided(read, findings));
      }
    }
  }

  /** What a read of a counter that is also taken from must show cannot be told. */
  private static void undecided(Event read, Findings findings) {
    findings.undecided(Guarantee.READ_YOUR_WRITES, read.operation());
    findings.undecided(Guarantee.MONOTONIC_READS, read.operation());
  }

  private static void check(List<Event> begun, Findings findings) {
    Map<Integer, Floor> floors = new HashMap<>();
    Map<Integer, Floor> withWeak = new HashMap<>();
    List<Event> ended = begun.stream().sorted(BY_END).toList();
    int next = 0;
    for (Event event : begun) {
      while (next < ended.size() && ended.get(next).precedes(event)) {
        Event past = ended.get(next++);
        floor(withWeak, past).end(past);
        if (!past.isRead() || !isWeak(past)) {
          floor(floors, past).end(past);
        }
      }
      if (event.isRead()) {
        judge(event, floor(isWeak(event) ? withWeak : floors, event), findings);
      } else {
        floor(withWeak, event).begin(event);
        floor(floors, event).begin(event);
      }
    }
  }

  private static Floor floor(Map<Integer, Floor> floors, Event event) {
    return floors.computeIfAbsent(event.operation().session(), session -> new Floor());
  }

  private static boolean isWeak(Event event) {
    return event.operation().level().level() == ConsistencyLevel.WEAK;
  }

  private static void judge(Event read, Floor floor, Findings findings) {
    Consistency level = read.operation().level();
    Event seen = floor.read;
    Event add = floor.add;
    long value = read.access().value();
    if (seen != null && !read.stoodIn()) {
      findings.checked(Guarantee.MONOTONIC_READS, level);
      if (value < seen.access().value()) {
        findings.broken(
            Guarantee.MONOTONIC_READS,
            Phrase.then(seen, read) + ", though nobody takes anything away",
            List.of(seen.operation(), read.operation()));
      }
    }
    if (add != null) {
      Guarantee own =
          read.stoodIn() ? Guarantee.READ_YOUR_WRITES_STAND_IN : Guarantee.READ_YOUR_WRITES;
      findings.checked(own, level);
      long least = read.stoodIn() ? floor.added : floor.value;
      boolean others = seen != null && value < seen.access().value() && !read.stoodIn();
      if (value < least && !others) {
        findings.broken(
            own,
            "%s, where %d was the least with what it had read and added itself"
                .formatted(Phrase.then(add, read), least),
            List.of(add.operation(), read.operation()));
      }
    }
  }
}
