package dev.lagrange.proxy.wire;

/** Texts as parts of statements. */
public final class Literal {

  private Literal() {}

  /** A text as a value that reads alike whatever {@code standard_conforming_strings} says. */
  public static String of(String text) {
    return "E'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
  }
}
