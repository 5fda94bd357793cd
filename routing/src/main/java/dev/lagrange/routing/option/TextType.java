package dev.lagrange.routing.option;

/** Any text that is not blank. */
record TextType() implements OptionType<String> {

  @Override
  public String parse(String text) {
    check(text);
    return text;
  }

  @Override
  public String print(String value) {
    return value;
  }

  @Override
  public void check(String value) {
    if (value.isBlank()) {
      throw new IllegalArgumentException("the value is blank: give one, or leave the option out");
    }
  }

  @Override
  public String describe() {
    return "a text";
  }
}
