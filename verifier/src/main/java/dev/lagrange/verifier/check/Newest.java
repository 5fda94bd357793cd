package dev.lagrange.verifier.check;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** For each key, the access of some kind with the newest state. Not thread-safe. */
final class Newest {

  private final long[] states;
  private final @Nullable Step[] steps;

  Newest(int keys) {
    states = new long[keys];
    steps = new Step[keys];
    Arrays.fill(states, Long.MIN_VALUE);
  }

  @Nullable Step of(int key) {
    return steps[key];
  }

  /** Whether a state would be the newest; the first of equals stays, and the least is never due. */
  boolean isBelow(int key, long state) {
    return states[key] < state;
  }

  void raise(int key, Step step) {
    if (isBelow(key, step.earliest())) {
      states[key] = step.earliest();
      steps[key] = step;
    }
  }
}
