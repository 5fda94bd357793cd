package dev.lagrange.routing.spelling;

/** A value from outside, made fit for a message. */
public final class Quote {

  private static final int LONGEST = 60;

  private Quote() {}

  /**
   * The value in single quotes, cut after 60 characters, with a question mark for whatever could
   * forge a line of a log.
   */
  public static String of(String value) {
    String shown = value.length() > LONGEST ? value.substring(0, LONGEST) + "…" : value;
    return "'" + shown.replaceAll("[\\p{Cntrl}\\p{Zl}\\p{Zp}\\p{Cf}]", "?") + "'";
  }
}
