package dev.lagrange.routing.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The short words that statements have in common, found by their characters in a text: they need
 * neither a copy each time nor a comparison letter by letter later on. No rule depends on what is
 * in here.
 */
final class Words {

  private static final List<String> RESOURCES =
      List.of(
          "postgresql-reserved.txt",
          "postgresql-functions.txt",
          "mysql-reserved.txt",
          "mysql-functions.txt");

  /** A word of ASCII that is no longer is a number of 64 bits, which tells it from all others. */
  private static final int LONGEST = Long.BYTES;

  /** Places for words, a power of two and at least twice as many: any look-up ends soon. */
  private static final int PLACES = 1 << 11;

  private static final long[] KEYS = new long[PLACES];
  private static final String[] WORDS = new String[PLACES];

  /** The characters of ASCII in names, letters in lower case; NUL for all others. */
  private static final char[] NAME_PARTS = new char[128];

  static {
    for (char c = 0; c < NAME_PARTS.length; c++) {
      boolean upper = c >= 'A' && c <= 'Z';
      boolean lower = (c >= 'a' && c <= 'z') || c == '_' || c == '$' || (c >= '0' && c <= '9');
      NAME_PARTS[c] = upper ? (char) (c + 'a' - 'A') : lower ? c : '\0';
    }
    Set<String> words = new HashSet<>();
    RESOURCES.forEach(resource -> words.addAll(WordList.read(resource)));
    for (char alias = 'a'; alias <= 'z'; alias++) {
      words.add(String.valueOf(alias));
    }
    words.removeIf(word -> word.length() > LONGEST);
    words.forEach(Words::keep);
  }

  private Words() {}

  private static void keep(String word) {
    long key = 0;
    for (int i = 0; i < word.length(); i++) {
      key = longer(key, namePart(word.charAt(i)));
    }
    int place = place(key);
    while (WORDS[place] != null) {
      place = next(place);
    }
    KEYS[place] = key;
    WORDS[place] = word.intern(); // the same object as in the rules, which makes equals fast
  }

  /**
   * The character in lower case if it may be part of an unquoted name, NUL if not. Neither server
   * folds letters beyond ASCII into keywords, as {@code toLowerCase} would (K).
   */
  static char namePart(char c) {
    return c < NAME_PARTS.length ? NAME_PARTS[c] : c;
  }

  /** The key of what has a key, and one {@link #namePart} of ASCII more. */
  static long longer(long key, char namePart) {
    return key << Byte.SIZE | namePart;
  }

  /** The name from one place to before another in lower case, if it has that key. */
  static String name(char[] text, int start, int end, long key) {
    if (end - start <= LONGEST) {
      for (int place = place(key); WORDS[place] != null; place = next(place)) {
        if (KEYS[place] == key) {
          return WORDS[place];
        }
      }
    }
    return lowerCase(text, start, end);
  }

  /** The characters from one place to before another, ASCII letters in lower case. */
  static String lowerCase(char[] text, int start, int end) {
    char[] letters = new char[end - start];
    for (int i = start; i < end; i++) {
      char c = text[i];
      letters[i - start] = c >= 'A' && c <= 'Z' ? namePart(c) : c;
    }
    return new String(letters);
  }

  private static int place(long key) {
    long scattered = key * 0x9E3779B97F4A7C15L; // the upper bits depend on all of the key
    return (int) (scattered >>> (Long.SIZE - Integer.numberOfTrailingZeros(PLACES)));
  }

  private static int next(int place) {
    return (place + 1) & (PLACES - 1);
  }
}
