package dev.lagrange.cli;

import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** What the numbers of options may be. Stateless. */
public final class NumberRange {

  private NumberRange() {}

  /**
   * Refuses a number that is out of range.
   *
   * @throws CommandLine.ParameterException that names the option, the value and the range
   */
  public static void check(CommandSpec spec, String option, int value, int least, int most) {
    if (value < least || value > most) {
      throw new CommandLine.ParameterException(
          spec.commandLine(),
          "%s must be between %d and %d, not %d".formatted(option, least, most, value));
    }
  }
}
