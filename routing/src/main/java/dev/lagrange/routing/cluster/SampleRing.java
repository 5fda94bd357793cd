package dev.lagrange.routing.cluster;

import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.TimelineHistory;
import java.time.Duration;
import java.util.function.IntPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The primary's recent positions, each with the time at which it was asked for. A replica that
 * covers the oldest sample requested at or after {@code t} shows all that was acknowledged before
 * {@code t}: so staleness is bounded by one local clock, without clocks agreeing between machines.
 *
 * <p>Of samples closer than 15 ms only the first and the newest are kept, and 4096 in all: a
 * minute, whatever the rate. Thread-safe. Times are nanoseconds of one ticker.
 */
public final class SampleRing {

  private static final int CAPACITY = 4096;
  private static final long SPACING_NANOS = Duration.ofMillis(15).toNanos();

  private final long[] times = new long[CAPACITY];
  private final @Nullable Position[] positions = new @Nullable Position[CAPACITY];
  private int first;
  private int size;

  /** A ring without samples. */
  public SampleRing() {}

  /** Keeps a sample; times must not go back. */
  public synchronized void add(long requestedAt, Position position) {
    if (size >= 2 && time(size - 1) - time(size - 2) < SPACING_NANOS) {
      size--;
    }
    if (size == CAPACITY) {
      first = slot(1);
      size--;
    }
    times[slot(size)] = requestedAt;
    positions[slot(size)] = position;
    size++;
  }

  /** Forgets everything: the clocks were not to be trusted, or the history is another. */
  public synchronized void clear() {
    size = 0;
  }

  /** The position of the oldest sample requested at or after a time; null if there is none. */
  public synchronized @Nullable Position oldestSince(long time) {
    int index = firstWhere(i -> time(i) - time >= 0);
    return index == size ? null : positions[slot(index)];
  }

  /**
   * By how much a node that shows {@code reached} may be behind at a time: the age of the newest
   * sample that it covers; null if it covers none.
   */
  public synchronized @Nullable Duration lag(Position reached, TimelineHistory history, long now) {
    int beyond = firstWhere(i -> !covers(reached, i, history));
    return beyond == 0 ? null : Duration.ofNanos(Math.max(0, now - time(beyond - 1)));
  }

  private boolean covers(Position reached, int index, TimelineHistory history) {
    Position sample = positions[slot(index)];
    return sample != null && sample.coveredBy(reached, history) == Coverage.COVERED;
  }

  /** The first index of a condition that, once true, stays true; the size if it never is. */
  private int firstWhere(IntPredicate condition) {
    int low = 0;
    int high = size;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (condition.test(middle)) {
        high = middle;
      } else {
        low = middle + 1;
      }
    }
    return low;
  }

  private long time(int index) {
    return times[slot(index)];
  }

  private int slot(int index) {
    return (first + index) & (CAPACITY - 1);
  }
}
