package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Outcome;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** What the additions to one counter can have come to at an instant. */
final class CounterRange {

  private final Sums added;
  private final Sums taken;

  /** The running sum of the positive, or of the negative, additions begun until some instant. */
  private static final class Sums {
    private final long[] times;
    private final long[] sums;

    Sums(List<Event> adds, boolean positive) {
      List<Event> sorted =
          adds.stream().sorted(Comparator.comparingLong(Event::invokedAt)).toList();
      times = new long[sorted.size()];
      sums = new long[sorted.size() + 1];
      for (int i = 0; i < times.length; i++) {
        Event add = sorted.get(i);
        long delta = add.access().value();
        times[i] = add.invokedAt();
        sums[i + 1] = sums[i] + (positive == delta > 0 ? delta : 0);
      }
    }

    long until(long instant) {
      int index = Arrays.binarySearch(times, instant);
      while (index >= 0 && index + 1 < times.length && times[index + 1] == instant) {
        index++;
      }
      return sums[index < 0 ? -index - 1 : index + 1];
    }
  }

  CounterRange(List<Event> events) {
    List<Event> adds =
        events.stream()
            .filter(event -> !event.isRead() && event.operation().outcome() != Outcome.FAILED)
            .toList();
    added = new Sums(adds, true);
    taken = new Sums(adds, false);
  }

  /** Tells whether what a read returned can be the sum of some of what had been begun. */
  static Predicate<Event> mayBeRead(List<Event> events) {
    CounterRange range = new CounterRange(events);
    return read -> {
      long value = read.access().value();
      return value <= range.added.until(read.completedAt())
          && value >= range.taken.until(read.completedAt());
    };
  }
}
