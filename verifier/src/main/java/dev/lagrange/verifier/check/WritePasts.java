package dev.lagrange.verifier.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What came before each write of one key. Whoever sees a state has, if its order is total, also
 * seen what came before the writes of all earlier states; otherwise only what came before its own
 * write.
 */
final class WritePasts {

  private final boolean total;
  private final long[] states;
  private final @Nullable Clock[] clocks;
  private int joined;

  /** The states that writes made, in any order. */
  WritePasts(boolean total, long[] states) {
    this.total = total;
    this.states = Arrays.stream(states).sorted().distinct().toArray();
    this.clocks = new Clock[this.states.length];
  }

  /** Notes what a write had before it when it was invoked. */
  void put(long state, Clock clock) {
    int index = Arrays.binarySearch(states, state);
    Clock other = clocks[index];
    if (other == null) {
      clocks[index] = clock;
    } else if (total) {
      // a second write of a version: all that has been joined since must know
      other.join(clock);
      for (int i = index + 1; i < joined; i++) {
        joinInto(i);
      }
    } else {
      // two writes at the same instant: it cannot be told which of them is meant
      other.clear();
    }
  }

  /** What came before the writes that a read of a state has seen; null if nothing is known. */
  @Nullable Clock before(long state) {
    int index = total ? last(state) : Arrays.binarySearch(states, state);
    if (index < 0) {
      return null;
    }
    if (!total) {
      return clocks[index];
    }
    while (joined <= index && clocks[joined] != null) {
      if (joined > 0) {
        joinInto(joined);
      }
      joined++;
    }
    return joined == 0 ? null : clocks[Math.min(index, joined - 1)];
  }

  private void joinInto(int index) {
    Clock clock = clocks[index];
    Clock earlier = clocks[index - 1];
    if (clock != null && earlier != null) {
      clock.join(earlier);
    }
  }

  private int last(long state) {
    int low = 0;
    int high = states.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (states[middle] <= state) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
