package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

/**
 * Reads a message of SCRAM from its front: attributes of one letter, separated by commas (RFC 5802,
 * section 5.1). Each byte is one character. What is wrong is told in PostgreSQL's words. Not
 * thread-safe.
 */
final class ScramMessage {

  private static final char END = '\0';
  private static final int LONGEST_SHOWN = 30;

  private final String text;
  private int at;

  ScramMessage(byte[] bytes) throws Refusal {
    text = new String(bytes, ISO_8859_1);
    if (text.isEmpty()) {
      throw Refusal.malformed("The message is empty.");
    }
    if (text.indexOf(END) >= 0) {
      throw Refusal.malformed("Message length does not match input length.");
    }
  }

  /** The next character, or NUL at the end. */
  char peek() {
    return at < text.length() ? text.charAt(at) : END;
  }

  boolean atEnd() {
    return at == text.length();
  }

  void skip() {
    at++;
  }

  /** How many characters have been read. */
  int position() {
    return at;
  }

  String before(int position) {
    return text.substring(0, position);
  }

  String after(int position) {
    return text.substring(position);
  }

  /** Reads the attribute that has to be the next one. */
  String value(char attribute) throws Refusal {
    if (peek() != attribute) {
      throw Refusal.malformed(
          "Expected attribute \"%s\" but found \"%s\".".formatted(attribute, show(peek())));
    }
    skip();
    return valueAfterEquals(attribute);
  }

  /** Reads one attribute, whichever it is: its letter is the one at {@link #peek} before. */
  String anyValue() throws Refusal {
    char attribute = peek();
    if (attribute == END) {
      throw Refusal.malformed("Attribute expected, but found end of string.");
    }
    if (!isLetter(attribute)) {
      throw Refusal.malformed(
          "Attribute expected, but found invalid character \"%s\".".formatted(show(attribute)));
    }
    skip();
    return valueAfterEquals(attribute);
  }

  private String valueAfterEquals(char attribute) throws Refusal {
    if (peek() != '=') {
      throw Refusal.malformed("Expected character \"=\" for attribute \"" + attribute + "\".");
    }
    skip();
    int comma = text.indexOf(',', at);
    int end = comma < 0 ? text.length() : comma;
    String value = text.substring(at, end);
    at = comma < 0 ? end : end + 1;
    return value;
  }

  /** What RFC 5802 calls printable: ASCII without controls, space and comma. */
  static boolean isPrintable(String value) {
    return value.chars().allMatch(c -> isGraphic((char) c) && c != ',');
  }

  /** A character from outside, as PostgreSQL shows it in a message. */
  static String show(char character) {
    return isGraphic(character) ? "'" + character + "'" : "0x%02x".formatted((int) character);
  }

  /** A word from outside, as PostgreSQL shows it in a message. */
  static String show(String word) {
    String start = word.substring(0, Math.min(word.length(), LONGEST_SHOWN));
    StringBuilder shown = new StringBuilder();
    start.chars().forEach(c -> shown.append(isGraphic((char) c) ? (char) c : '?'));
    return shown.toString();
  }

  private static boolean isGraphic(char character) {
    return character >= 0x21 && character <= 0x7E;
  }

  private static boolean isLetter(char character) {
    return (character >= 'A' && character <= 'Z') || (character >= 'a' && character <= 'z');
  }
}
