package dev.lagrange.verifier.check;

import java.util.Arrays;

/** For each of some slots, the newest state and who made or saw it. Not thread-safe. */
final class Newest {

  /** The state in a slot in which there is nothing. */
  static final long NOTHING = Long.MIN_VALUE;

  private final long[] states;
  private final int[] steps;

  Newest(int slots) {
    states = new long[slots];
    steps = new int[slots];
    Arrays.fill(states, NOTHING);
  }

  /** The newest state in a slot; {@link #NOTHING} if there is none. */
  long state(int slot) {
    return states[slot];
  }

  /** The number of the access that made or saw it. */
  int step(int slot) {
    return steps[slot];
  }

  /**
   * Notes an access, if its state is the newest; the first of equals stays, and the least is never
   * due.
   */
  void raise(int slot, long state, int step) {
    if (states[slot] < state) {
      states[slot] = state;
      steps[slot] = step;
    }
  }
}
