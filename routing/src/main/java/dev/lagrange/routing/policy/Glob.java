package dev.lagrange.routing.policy;

import java.util.Locale;

/** A text in which {@code *} stands for any run of characters, be it empty. Immutable. */
final class Glob {

  private final String pattern;
  private final boolean anyCase;
  private final boolean literal;

  private Glob(String pattern, boolean anyCase, boolean literal) {
    this.pattern = pattern;
    this.anyCase = anyCase;
    this.literal = literal;
  }

  /** Matches in any case. */
  static Glob anyCase(String pattern) {
    return new Glob(pattern.toLowerCase(Locale.ROOT), true, false);
  }

  /** Matches in exactly that case. */
  static Glob exactCase(String pattern) {
    return new Glob(pattern, false, false);
  }

  /** Matches exactly that text, in which a star is only a star. */
  static Glob literal(String text) {
    return new Glob(text, false, true);
  }

  /** Whether a text matches. Never takes longer than the product of both lengths. */
  boolean matches(String given) {
    if (literal) {
      return pattern.equals(given);
    }
    String text = anyCase ? given.toLowerCase(Locale.ROOT) : given;
    int star = -1;
    int resume = 0;
    int p = 0;
    int t = 0;
    while (t < text.length()) {
      if (p < pattern.length() && pattern.charAt(p) == '*') {
        star = p++;
        resume = t;
      } else if (p < pattern.length() && pattern.charAt(p) == text.charAt(t)) {
        p++;
        t++;
      } else if (star >= 0) {
        // the last star takes one character more
        p = star + 1;
        t = ++resume;
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
