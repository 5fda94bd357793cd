package dev.lagrange.verifier.check;

import java.util.Arrays;

/** For each session, how many of its completed operations are in a past. Not thread-safe. */
final class Clock {

  private final int[] counts;

  Clock(int sessions) {
    this(new int[sessions]);
  }

  private Clock(int[] counts) {
    this.counts = counts;
  }

  Clock copy() {
    return new Clock(counts.clone());
  }

  /** How many operations of a session are in it. */
  int of(int session) {
    return counts[session];
  }

  /** The first session, from some one on, of which another past has more; or how many there are. */
  int behind(Clock other, int from) {
    int session = from;
    while (session < counts.length && counts[session] >= other.counts[session]) {
      session++;
    }
    return session;
  }

  /** Counts more operations of a session. */
  void raise(int session, int operations) {
    counts[session] = operations;
  }

  /** Makes this cover another. */
  void join(Clock other) {
    for (int i = 0; i < counts.length; i++) {
      counts[i] = Math.max(counts[i], other.counts[i]);
    }
  }

  /** Forgets everything. */
  void clear() {
    Arrays.fill(counts, 0);
  }
}
