package dev.lagrange.routing.position;

import dev.lagrange.routing.spelling.Quote;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Transaction numbers from {@code first} to {@code last}, both included. */
record Interval(long first, long last) implements Comparable<Interval> {

  /** MySQL: a transaction number is less than 2^63 - 1. */
  private static final long GREATEST = Long.MAX_VALUE - 1;

  private static final Pattern TEXT = Pattern.compile("(\\d{1,19})(?:\\s*-\\s*(\\d{1,19}))?");

  Interval {
    if (first < 1 || last < first || last > GREATEST) {
      throw new IllegalArgumentException(
          "Transactions "
              + first
              + " to "
              + last
              + " are no interval: expected 1 <= first <= last < 2^63 - 1");
    }
  }

  static Interval parse(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          Quote.of(text) + " is not an interval of transactions, as in '1-5' or '7'");
    }
    try {
      long first = Long.parseLong(matcher.group(1));
      return new Interval(
          first, matcher.group(2) == null ? first : Long.parseLong(matcher.group(2)));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(Quote.of(text) + " exceeds 64 bits", e);
    }
  }

  @Override
  public int compareTo(Interval other) {
    return Long.compare(first, other.first);
  }

  @Override
  public String toString() {
    return first == last ? Long.toString(first) : first + "-" + last;
  }
}
