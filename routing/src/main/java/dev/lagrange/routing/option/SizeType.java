package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Sizes;

/** A size in bytes within bounds, both included. */
record SizeType(long least, long most) implements OptionType<Long> {

  @Override
  public Long parse(String text) {
    long value = Sizes.parse(text);
    check(value);
    return value;
  }

  @Override
  public String print(Long value) {
    return Sizes.print(value);
  }

  @Override
  public void check(Long value) {
    if (value < least || value > most) {
      throw new IllegalArgumentException(
          "'%s' is out of range: choose %s".formatted(print(value), describe()));
    }
  }

  @Override
  public String describe() {
    return "a size from " + print(least) + " to " + print(most);
  }
}
