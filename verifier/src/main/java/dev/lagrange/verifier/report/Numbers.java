package dev.lagrange.verifier.report;

import java.util.Locale;

/** Numbers for people, the same in all places of the world. */
final class Numbers {

  private Numbers() {}

  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  /** A count and its noun: {@code 1 read}, {@code 2 reads}. */
  static String count(long value, String noun) {
    return count(value) + " " + (value == 1 ? noun : noun + "s");
  }

  /** In percent, rounded so that only all is 100 % and only nothing 0 %; "-" of nothing. */
  static String share(long part, long whole) {
    if (whole == 0) {
      return "-";
    }
    if (part == 0 || part == whole) {
      return part == 0 ? "0 %" : "100 %";
    }
    double percent = 100.0 * part / whole;
    if (percent < 0.01) {
      return "< 0.01 %";
    }
    if (percent > 99.99) {
      return "> 99.99 %";
    }
    boolean extreme = percent < 1 || percent > 99;
    return String.format(Locale.ROOT, extreme ? "%.2f %%" : "%.1f %%", percent);
  }

  /** A duration in nanoseconds, with three digits that count and its unit. */
  static String nanos(long nanos) {
    double millis = nanos / 1e6;
    if (nanos == 0) {
      return "0 ms";
    }
    if (millis < 10) {
      return String.format(Locale.ROOT, "%.2f ms", millis);
    }
    if (millis < 100) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    if (millis < 10_000) {
      return String.format(Locale.ROOT, "%,.0f ms", millis);
    }
    return String.format(Locale.ROOT, "%,.1f s", millis / 1e3);
  }

  /** Nanoseconds as milliseconds, without unit, for columns of one kind. */
  static String millis(long nanos) {
    return String.format(Locale.ROOT, "%,.2f", nanos / 1e6);
  }

  /** A rate per second. */
  static String rate(double perSecond) {
    return String.format(Locale.ROOT, perSecond < 10 ? "%.1f" : "%,.0f", perSecond);
  }

  /** The beginning of a text that may be long. */
  static String shortened(String text, int length) {
    return text.length() <= length ? text : text.substring(0, length - 1).stripTrailing() + "…";
  }
}
