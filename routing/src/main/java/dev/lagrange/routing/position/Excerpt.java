package dev.lagrange.routing.position;

/** Quotes text of unknown origin in an error message. */
public final class Excerpt {

  private static final int LONGEST = 40;

  private Excerpt() {}

  /**
   * The text in quotes, cut to 40 characters, with {@code ?} for whatever is not printable ASCII:
   * it can neither flood a log nor forge a line of it.
   */
  public static String of(String text) {
    StringBuilder quoted = new StringBuilder(LONGEST + 3).append('\'');
    for (int i = 0; i < Math.min(text.length(), LONGEST); i++) {
      char c = text.charAt(i);
      quoted.append(c >= ' ' && c <= '~' && c != '\'' ? c : '?');
    }
    return quoted.append(text.length() > LONGEST ? "…'" : "'").toString();
  }
}
