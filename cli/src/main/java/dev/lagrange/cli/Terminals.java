package dev.lagrange.cli;

/** Which standard streams are a terminal: the script says, since Java cannot tell them apart. */
public final class Terminals {

  private static final String NAMED = System.getProperty("lagrange.terminals", "");

  private Terminals() {}

  /** Whether somebody types the input. */
  public static boolean isInput() {
    return NAMED.contains("in");
  }

  /** Whether somebody watches the output. */
  public static boolean isOutput() {
    return NAMED.contains("out");
  }
}
