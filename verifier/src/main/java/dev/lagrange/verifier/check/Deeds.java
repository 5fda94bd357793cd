package dev.lagrange.verifier.check;

import java.util.Arrays;
import java.util.List;

/**
 * What one session has done, in the order in which it ended. Kept in arrays, since every other
 * session may go through it. Not thread-safe.
 */
final class Deeds {

  private static final int WRITTEN = 0;
  private static final int READ = 1;
  private static final int WEAK = 2;

  private int[] ends = new int[16];
  private Step[] steps = new Step[16];
  private int[] kinds = new int[16];
  private long[] states = new long[16];
  private int operations;
  private int size;

  /** How many operations there are. */
  int operations() {
    return operations;
  }

  /** Adds an operation. */
  void add(List<Step> done) {
    for (Step step : done) {
      if (size == steps.length) {
        steps = Arrays.copyOf(steps, 2 * size);
        kinds = Arrays.copyOf(kinds, 2 * size);
        states = Arrays.copyOf(states, 2 * size);
      }
      steps[size] = step;
      kinds[size] = step.key() << 2 | (!step.isRead() ? WRITTEN : step.isWeak() ? WEAK : READ);
      states[size] = step.earliest();
      size++;
    }
    if (operations == ends.length) {
      ends = Arrays.copyOf(ends, 2 * operations);
    }
    ends[operations++] = size;
  }

  /**
   * Raises what is known of the newest states by the operations of a range.
   *
   * @param from the first operation, counted from 0
   * @param to the one after the last
   */
  void raise(int from, int to, Newest written, Newest read, Newest readAtWeak) {
    int first = from == 0 ? 0 : ends[from - 1];
    int last = to == 0 ? 0 : ends[to - 1];
    for (int i = first; i < last; i++) {
      int kind = kinds[i] & 3;
      Newest newest = kind == WRITTEN ? written : kind == READ ? read : readAtWeak;
      // most are not the newest, and then the steps themselves are not touched
      if (newest.isBelow(kinds[i] >>> 2, states[i])) {
        newest.raise(kinds[i] >>> 2, steps[i]);
      }
    }
  }
}
