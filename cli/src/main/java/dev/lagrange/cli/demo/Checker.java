package dev.lagrange.cli.demo;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.IntStream;

/**
 * Holds every read against what was written. It knows nothing of routing: each row has a version
 * that each write increments, and a read that returns an older version than it must is stale.
 *
 * <p>A write counts from the moment its acknowledgement was noted, and for reads that began after
 * that; so a finding is never a false alarm. Thread-safe; one {@link User} belongs to one thread.
 */
final class Checker {

  private final History[] histories;
  private final LongSupplier clock;

  /** A checker of so many rows, numbered from 0, by a clock in nanoseconds. */
  Checker(int rows, LongSupplier clock) {
    this.histories = IntStream.range(0, rows).mapToObj(i -> new History()).toArray(History[]::new);
    this.clock = clock;
  }

  /**
   * What a read failed to show.
   *
   * @param missed what it would break, promised or not
   * @param staleNanos for how long there had been a newer version when it began; 0 if there was
   *     none
   */
  record Finding(Set<Promise> missed, long staleNanos) {}

  /** The time to give to {@link #check}. */
  long now() {
    return clock.getAsLong();
  }

  /** Notes that a write was just acknowledged to its user. */
  void acknowledged(User user, int row, long version) {
    History history = histories[row];
    synchronized (history) {
      // The clock is read within the lock: whoever reads a later time finds this write noted.
      history.acknowledged(version, clock.getAsLong());
    }
    user.wrote(row, version);
  }

  /**
   * Checks what a read returned.
   *
   * @param startedAt the time before it was sent
   * @param bound how old it may be; zero if nothing was agreed
   */
  Finding check(User user, int row, long version, long startedAt, Duration bound) {
    Set<Promise> missed = EnumSet.noneOf(Promise.class);
    if (version < user.written(row)) {
      missed.add(Promise.READ_YOUR_WRITES);
    }
    if (version < user.read(row)) {
      missed.add(Promise.MONOTONIC_READS);
    }
    user.saw(row, version);
    History history = histories[row];
    synchronized (history) {
      if (version < history.newestBefore(startedAt)) {
        missed.add(Promise.RECENCY);
      }
      if (!bound.isZero() && version < history.newestBefore(startedAt - bound.toNanos())) {
        missed.add(Promise.BOUND);
      }
      return new Finding(missed, history.overtakenFor(version, startedAt));
    }
  }
}
