package dev.lagrange.cli.proxy;

import dev.lagrange.proxy.auth.LoginMethod;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a method of logging in, by the word of {@code pg_hba.conf}. */
public final class MethodConverter implements ITypeConverter<LoginMethod> {

  /** For picocli. */
  public MethodConverter() {}

  @Override
  public LoginMethod convert(String value) {
    try {
      return LoginMethod.of(value);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(refused.getMessage());
    }
  }
}
