package dev.lagrange.routing.spelling;

import dev.lagrange.routing.spelling.Units.Unit;
import java.time.Duration;
import java.util.List;

/** The spelling of durations: a whole number and one of {@code ns us ms s min h d}. */
public final class Durations {

  private static final Units UNITS =
      new Units(
          "a duration",
          List.of(
              new Unit("ns", 1),
              new Unit("us", 1_000),
              new Unit("ms", 1_000_000),
              new Unit("s", 1_000_000_000),
              new Unit("min", 60_000_000_000L),
              new Unit("h", 3_600_000_000_000L),
              new Unit("d", 86_400_000_000_000L)),
          "s",
          "ms");

  private Durations() {}

  /**
   * Reads {@code 500ms}; the unit in any case, spaces around both tolerated, a sign allowed (bounds
   * are the caller's).
   *
   * @throws IllegalArgumentException naming the value, the rule and the remedy; for a number
   *     without unit, the two spellings it might mean
   */
  public static Duration parse(String text) {
    return Duration.ofNanos(UNITS.parse(text));
  }

  /** The shortest form that {@link #parse} reads back exactly; ISO 8601 beyond some 292 years. */
  public static String print(Duration duration) {
    try {
      return UNITS.print(duration.toNanos());
    } catch (ArithmeticException beyondNanos) {
      return duration.toString();
    }
  }
}
