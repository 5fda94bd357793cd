package dev.lagrange.verifier.report;

import java.math.BigDecimal;
import java.util.Locale;

/** How values are written at the ticks of an axis. */
final class Ticks {

  private Ticks() {}

  /** As few digits as it needs. */
  static String plain(double value) {
    if (Math.abs(value) >= 1000) {
      return String.format(Locale.ROOT, "%,.0f", value);
    }
    BigDecimal rounded =
        new BigDecimal(String.format(Locale.ROOT, "%.6g", value)).stripTrailingZeros();
    return rounded.signum() == 0 ? "0" : rounded.toPlainString();
  }

  /** A duration, given in milliseconds. */
  static String millis(double value) {
    return value < 999.999 ? plain(value) + " ms" : plain(value / 1000) + " s";
  }

  static String percent(double value) {
    return plain(value) + " %";
  }
}
