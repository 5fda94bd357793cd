package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One search for an order of the operations on one key: just in time (Lowe, Concurrency and
 * Computation 2017). It goes through the history and keeps every configuration that is still
 * possible, a value of the key and which of the pending operations have taken place; where an
 * operation ends it must have. Between operations there is one configuration, so the length of a
 * history costs nothing more. What only looks takes place as soon as it can; of pending changes
 * that are alike the one that ends first goes first. Used once, by one thread.
 */
final class LinearizationSearch {

  /** A value, and a bit for each slot whose operation has taken place. */
  private record Configuration(long value, long done) {}

  private static final int SLOTS = Long.SIZE;
  private static final Comparator<Event> BY_END = Comparator.comparingLong(Event::completedAt);

  private final List<Event> begun;
  private final List<Event> ended;
  private final Consistency level;
  private final Findings findings;
  private final @Nullable Event[] slots = new Event[SLOTS];
  private final @Nullable TreeSet<Long>[] tried = newSets();
  private Set<Configuration> possible = new HashSet<>(Set.of(new Configuration(0, 0)));
  private @Nullable Event lastChange;
  private long steps;
  private int top;

  LinearizationSearch(List<Event> begun, Consistency level, long steps, Findings findings) {
    this.begun = begun;
    this.ended =
        begun.stream()
            .filter(event -> event.completedAt() != Operation.NEVER)
            .sorted(BY_END)
            .toList();
    this.level = level;
    this.steps = steps;
    this.findings = findings;
  }

  @SuppressWarnings({"unchecked", "rawtypes"}) // no arrays of generic types
  private static @Nullable TreeSet<Long>[] newSets() {
    return new TreeSet[SLOTS];
  }

  /** Goes through the history, as far as the steps suffice. */
  void run() {
    int next = 0;
    for (int i = 0; i < ended.size(); i++) {
      Event event = ended.get(i);
      boolean goesOn = true;
      while (goesOn && next < begun.size() && begun.get(next).invokedAt() <= event.completedAt()) {
        goesOn = begin(begun.get(next++));
      }
      if (!goesOn || !end(event)) {
        ended.subList(i, ended.size()).forEach(this::undecided);
        return;
      }
    }
  }

  private void undecided(Event event) {
    if (isCounted(event)) {
      findings.undecided(Guarantee.LINEARIZABILITY, event.operation().level());
    }
  }

  /** A change is judged in the searches of all levels, and counted in that of its own. */
  private boolean isCounted(Event event) {
    return event.operation().level().equals(level) && event.countsOperation();
  }

  private boolean begin(Event event) {
    for (int slot = 0; slot < SLOTS; slot++) {
      if (slots[slot] == null) {
        slots[slot] = event;
        tried[slot] = new TreeSet<>();
        top = Math.max(top, slot + 1);
        if (onlyLooks(event)) {
          Set<Configuration> settled = new HashSet<>();
          possible.forEach(configuration -> settled.add(settle(configuration)));
          possible = settled;
        }
        return true;
      }
    }
    return false;
  }

  private boolean end(Event event) {
    int slot = slotOf(event);
    Set<Configuration> next = new HashSet<>();
    Deque<Configuration> open = new ArrayDeque<>(possible);
    Set<Configuration> seen = new HashSet<>(possible);
    long bit = 1L << slot;
    while (!open.isEmpty()) {
      Configuration configuration = open.pop();
      if ((configuration.done & bit) != 0) {
        next.add(new Configuration(configuration.value, configuration.done & ~bit));
        continue;
      }
      for (int other = 0; other < top; other++) {
        Configuration after = change(configuration, other);
        if (after != null && seen.add(after)) {
          open.push(after);
        }
      }
      if (--steps < 0) {
        return false;
      }
    }
    if (isCounted(event)) {
      findings.checked(Guarantee.LINEARIZABILITY, event.operation().level());
    }
    boolean found = !next.isEmpty();
    if (!found) {
      report(event, slot);
    }
    boolean looks = onlyLooks(event);
    if (found || looks) {
      // a look that was wrong changes nothing for the others
      possible = found ? next : possible;
    }
    slots[slot] = null;
    tried[slot] = null;
    while (top > 0 && slots[top - 1] == null) {
      top--;
    }
    lastChange = looks ? lastChange : event;
    return found || looks;
  }

  private int slotOf(Event event) {
    for (int slot = 0; slot < top; slot++) {
      if (event.equals(slots[slot])) {
        return slot;
      }
    }
    throw new IllegalStateException(
        "Operation %d has ended twice".formatted(event.operation().id()));
  }

  private static boolean onlyLooks(Event event) {
    return event.isRead() || SearchLinearizability.isMismatch(event);
  }

  /** Lets all that only looks, and can, take place. */
  private Configuration settle(Configuration configuration) {
    long done = configuration.done;
    for (int slot = 0; slot < top; slot++) {
      Event event = slots[slot];
      if (event == null || (done & 1L << slot) != 0 || !onlyLooks(event)) {
        continue;
      }
      boolean matches =
          event.isRead()
              ? event.access().value() == configuration.value
              : event.access().expected() != configuration.value;
      SortedSet<Long> values = tried[slot];
      if (matches) {
        done |= 1L << slot;
      } else if (values != null) {
        values.add(configuration.value);
      }
    }
    return new Configuration(configuration.value, done);
  }

  /** What a pending change makes of a configuration; null if it cannot take place. */
  private @Nullable Configuration change(Configuration configuration, int slot) {
    Event event = slots[slot];
    boolean pending = event != null && (configuration.done & 1L << slot) == 0;
    if (event == null || !pending || onlyLooks(event) || !goesFirst(configuration, slot, event)) {
      return null;
    }
    Access access = event.access();
    long value = configuration.value;
    switch (access.action()) {
      case ADD -> value += access.value();
      case COMPARE_AND_SET -> {
        if (value != access.expected()) {
          return null;
        }
        value = access.value();
      }
      case WRITE, APPEND -> value = access.value();
      case READ -> throw new IllegalStateException("A read changes nothing");
    }
    return settle(new Configuration(value, configuration.done | 1L << slot));
  }

  private boolean goesFirst(Configuration configuration, int slot, Event event) {
    for (int other = 0; other < top; other++) {
      Event alike = slots[other];
      if (alike == null || other == slot || (configuration.done & 1L << other) != 0) {
        continue;
      }
      boolean before =
          alike.completedAt() < event.completedAt()
              || (alike.completedAt() == event.completedAt() && other < slot);
      if (before && isAlike(alike, event)) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAlike(Event one, Event other) {
    return !onlyLooks(one)
        && one.access().action() == other.access().action()
        && one.access().value() == other.access().value()
        && one.access().expected() == other.access().expected();
  }

  private void report(Event event, int slot) {
    if (!event.operation().level().equals(level)) {
      return;
    }
    Event before = lastChange;
    String story = before == null ? Phrase.of(event) : Phrase.then(before, event);
    findings.broken(
        Guarantee.LINEARIZABILITY,
        story + possibleValues(event, tried[slot]),
        before == null
            ? List.of(event.operation())
            : List.of(before.operation(), event.operation()));
  }

  private static String possibleValues(Event event, @Nullable SortedSet<Long> values) {
    if (!onlyLooks(event) || values == null || values.isEmpty()) {
      return ", which cannot have been possible at any moment of it";
    }
    return values.size() <= 4
        ? ", when it can only have held " + values
        : ", when it held something between %d and %d".formatted(values.first(), values.last());
  }
}
