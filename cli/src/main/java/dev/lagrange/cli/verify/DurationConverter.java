package dev.lagrange.cli.verify;

import dev.lagrange.routing.spelling.Durations;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a duration as the driver's options do: with its unit. */
final class DurationConverter implements ITypeConverter<Duration> {

  DurationConverter() {}

  @Override
  public Duration convert(String value) {
    try {
      return Durations.parse(value);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(refused.getMessage());
    }
  }
}
