package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Durations;
import java.time.Duration;

/** A duration within bounds, both included. */
record DurationType(Duration least, Duration most) implements OptionType<Duration> {

  @Override
  public Duration parse(String text) {
    Duration value = Durations.parse(text);
    check(value);
    return value;
  }

  @Override
  public String print(Duration value) {
    return Durations.print(value);
  }

  @Override
  public void check(Duration value) {
    if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "'%s' is out of range: choose %s".formatted(print(value), describe()));
    }
  }

  @Override
  public String describe() {
    return "a duration from " + print(least) + " to " + print(most);
  }
}
