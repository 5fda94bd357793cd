package dev.lagrange.cli.proxy;

import dev.lagrange.cli.TextConverter;
import dev.lagrange.proxy.auth.LoginMethod;

/** Reads a method of logging in, by the word of {@code pg_hba.conf}. */
public final class MethodConverter extends TextConverter<LoginMethod> {

  /** For picocli. */
  public MethodConverter() {
    super(LoginMethod::of);
  }
}
