package dev.lagrange.cli.demo;

import java.util.Arrays;
import java.util.function.IntPredicate;

/**
 * The acknowledged versions of one row, in the order of their acknowledgement. Not thread-safe.
 * Versions grow with each write, but acknowledgements may overtake each other.
 */
final class History {

  private long[] times = new long[16];
  private long[] newest = new long[16];
  private int size;

  /** Notes an acknowledgement; times must not go back. */
  void acknowledged(long version, long at) {
    if (size == times.length) {
      times = Arrays.copyOf(times, size * 2);
      newest = Arrays.copyOf(newest, size * 2);
    }
    times[size] = at;
    newest[size] = size == 0 ? version : Math.max(version, newest[size - 1]);
    size++;
  }

  /** The newest version acknowledged before a time; 0 if there was none. */
  long newestBefore(long time) {
    int count = firstWhere(i -> times[i] - time >= 0);
    return count == 0 ? 0 : newest[count - 1];
  }

  /** For how long, at a time, a newer version than this had been acknowledged; 0 if none had. */
  long overtakenFor(long version, long time) {
    int first = firstWhere(i -> newest[i] > version);
    return first == size ? 0 : Math.max(0, time - times[first]);
  }

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
}
