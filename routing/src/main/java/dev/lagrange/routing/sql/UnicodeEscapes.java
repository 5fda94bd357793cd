package dev.lagrange.routing.sql;

/** The escapes of {@code U&"…"}: four hexadecimal digits, or a plus sign and six. */
final class UnicodeEscapes {

  private final String text;
  private final char escape;
  private int at;

  private UnicodeEscapes(String text, char escape) {
    this.text = text;
    this.escape = escape;
  }

  /** What the text spells; the text as it is if it has an escape the server would refuse. */
  static String decode(String text, char escape) {
    return text.indexOf(escape) < 0 ? text : new UnicodeEscapes(text, escape).decode();
  }

  private String decode() {
    StringBuilder decoded = new StringBuilder(text.length());
    while (at < text.length()) {
      char c = text.charAt(at++);
      int point = c == escape ? codePoint() : c;
      if (!Character.isValidCodePoint(point)) {
        return text;
      }
      decoded.appendCodePoint(point);
    }
    return decoded.toString();
  }

  private int codePoint() {
    if (at < text.length() && text.charAt(at) == escape) {
      return text.charAt(at++);
    }
    boolean six = at < text.length() && text.charAt(at) == '+';
    at += six ? 1 : 0;
    int point = 0;
    for (int end = at + (six ? 6 : 4); at < end; at++) {
      int digit = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
      if (digit < 0) {
        return -1;
      }
      point = point * 16 + digit;
    }
    return point;
  }
}
