package dev.lagrange.verifier.check;

import java.util.Arrays;
import java.util.List;

/**
 * What one session has done, in the order in which it ended. Kept as numbers in arrays, since every
 * other session may go through it. Not thread-safe.
 */
final class Deeds {

  /** The accesses of all sessions, by their numbers. */
  private final List<Step> all;

  private int[] ends = new int[16];
  private int[] slots = new int[16];
  private long[] states = new long[16];
  private int[] steps = new int[16];
  private int operations;
  private int size;

  /** Nothing yet. The list is shared by all sessions, and takes in what is added here. */
  Deeds(List<Step> all) {
    this.all = all;
  }

  /** Nothing yet, of so many sessions. */
  static Deeds[] ofAll(int sessions, List<Step> all) {
    Deeds[] deeds = new Deeds[sessions];
    Arrays.setAll(deeds, session -> new Deeds(all));
    return deeds;
  }

  /** How many operations there are. */
  int operations() {
    return operations;
  }

  /** Adds an operation. */
  void add(List<Step> done) {
    for (Step step : done) {
      if (size == steps.length) {
        slots = Arrays.copyOf(slots, 2 * size);
        states = Arrays.copyOf(states, 2 * size);
        steps = Arrays.copyOf(steps, 2 * size);
      }
      slots[size] = Past.slot(step);
      states[size] = step.earliest();
      steps[size] = all.size();
      all.add(step);
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
  void raise(int from, int to, Newest newest) {
    int first = from == 0 ? 0 : ends[from - 1];
    int last = to == 0 ? 0 : ends[to - 1];
    for (int i = first; i < last; i++) {
      newest.raise(slots[i], states[i], steps[i]);
    }
  }
}
