package dev.lagrange.cli;

import dev.lagrange.routing.spelling.Durations;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A range that a duration of the command line has to be in. */
public record DurationRange(Duration shortest, Duration longest) {

  /** What is wrong with a duration, with the option, the value and the range; null if nothing. */
  public @Nullable String problem(String option, Duration value) {
    return value.compareTo(shortest) >= 0 && value.compareTo(longest) <= 0
        ? null
        : "%s must be between %s and %s, not %s"
            .formatted(
                option,
                Durations.print(shortest),
                Durations.print(longest),
                Durations.print(value));
  }
}
