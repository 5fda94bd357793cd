package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Quote;

/** A whole number within bounds, both included. */
record IntegerType(int least, int most) implements OptionType<Integer> {

  @Override
  public Integer parse(String text) {
    String stripped = text.strip();
    // ten digits fit a long: a number that is merely too large is told the range, not the form
    if (!stripped.matches("[+-]?[0-9]{1,10}")) {
      throw new IllegalArgumentException(
          "%s is not a whole number: choose %s".formatted(Quote.of(stripped), describe()));
    }
    return (int) inRange(Long.parseLong(stripped));
  }

  @Override
  public String print(Integer value) {
    return value.toString();
  }

  @Override
  public void check(Integer value) {
    inRange(value);
  }

  private long inRange(long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "'%d' is out of range: choose %s".formatted(value, describe()));
    }
    return value;
  }

  @Override
  public String describe() {
    return "a whole number from " + least + " to " + most;
  }
}
