package dev.lagrange.cli;

import java.util.function.Function;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Has an option's value read by whoever knows how; what that refuses is told as it says.
 *
 * @param <T> what is read
 */
public abstract class TextConverter<T> implements ITypeConverter<T> {

  private final Function<String, T> reader;

  /**
   * By a reader.
   *
   * @param reader throws {@link IllegalArgumentException} for what it refuses
   */
  protected TextConverter(Function<String, T> reader) {
    this.reader = reader;
  }

  @Override
  public final T convert(String value) {
    try {
      return reader.apply(value);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(refused.getMessage());
    }
  }
}
