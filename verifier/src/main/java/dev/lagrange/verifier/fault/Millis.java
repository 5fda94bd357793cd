package dev.lagrange.verifier.fault;

import java.time.Duration;
import java.util.Random;

/** A range of durations in milliseconds, both ends included, to draw one from. Immutable. */
record Millis(int least, int most) {

  /** Nothing but zero. */
  static final Millis NONE = new Millis(0, 0);

  static Millis between(int least, int most) {
    return new Millis(least, most);
  }

  Duration draw(Random random) {
    return Duration.ofMillis(least + random.nextInt(most - least + 1));
  }
}
