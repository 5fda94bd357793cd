package dev.lagrange.cli;

import dev.lagrange.routing.consistency.Consistency;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a level as the driver's URL does. */
public final class ConsistencyConverter implements ITypeConverter<Consistency> {

  /** For picocli. */
  public ConsistencyConverter() {}

  @Override
  public Consistency convert(String value) {
    try {
      return Consistency.parse(value);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(refused.getMessage());
    }
  }
}
