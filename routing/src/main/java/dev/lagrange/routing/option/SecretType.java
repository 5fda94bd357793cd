package dev.lagrange.routing.option;

/** A text that no message, log or page may show. */
record SecretType(int leastCharacters) implements OptionType<String> {

  @Override
  public String parse(String text) {
    check(text);
    return text;
  }

  @Override
  public String print(String value) {
    return "***";
  }

  @Override
  public void check(String value) {
    int length = value.codePointCount(0, value.length());
    if (length < leastCharacters) {
      throw new IllegalArgumentException(
          "the secret has %d characters: choose %s, or leave the option out"
              .formatted(length, describe()));
    }
  }

  @Override
  public String describe() {
    return leastCharacters > 1
        ? "a secret of at least " + leastCharacters + " characters"
        : "a secret";
  }

  @Override
  public boolean secret() {
    return true;
  }
}
