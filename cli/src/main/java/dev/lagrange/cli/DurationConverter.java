package dev.lagrange.cli;

import dev.lagrange.routing.spelling.Durations;
import java.time.Duration;

/** Reads a duration as the driver's options do: with its unit, such as {@code 60s}. */
public final class DurationConverter extends TextConverter<Duration> {

  /** For picocli. */
  public DurationConverter() {
    super(Durations::parse);
  }
}
