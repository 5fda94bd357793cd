package dev.lagrange.routing.sql;

import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The words that statements have in common, found by their characters in a text: they need neither
 * a copy each time nor a comparison letter by letter later on. No rule depends on what is in here.
 */
final class Words {

  private static final List<String> RESOURCES =
      List.of(
          "postgresql-reserved.txt",
          "postgresql-functions.txt",
          "mysql-reserved.txt",
          "mysql-functions.txt");

  private static final String[] TABLE = table();

  private Words() {}

  /** The text from one place to another, its ASCII letters in lower case. */
  static String lowerCase(String text, int start, int end) {
    int hash = 0;
    boolean lower = true;
    for (int i = start; i < end; i++) {
      char c = text.charAt(i);
      lower &= c < 'A' || c > 'Z';
      hash = hash * 31 + lowerCase(c);
    }
    for (int slot = slot(hash, TABLE); TABLE[slot] != null; slot = slot(slot + 1, TABLE)) {
      if (isAt(TABLE[slot], hash, text, start, end)) {
        return TABLE[slot];
      }
    }
    return lower ? text.substring(start, end) : lowerCaseCopy(text, start, end);
  }

  private static boolean isAt(String word, int hash, String text, int start, int end) {
    if (word.hashCode() != hash || word.length() != end - start) {
      return false;
    }
    for (int i = start; i < end; i++) {
      if (word.charAt(i - start) != lowerCase(text.charAt(i))) {
        return false;
      }
    }
    return true;
  }

  private static String lowerCaseCopy(String text, int start, int end) {
    char[] letters = new char[end - start];
    for (int i = start; i < end; i++) {
      letters[i - start] = lowerCase(text.charAt(i));
    }
    return new String(letters);
  }

  // Neither server folds letters beyond ASCII into keywords, as String.toLowerCase would (K).
  private static char lowerCase(char c) {
    return c >= 'A' && c <= 'Z' ? (char) (c + 'a' - 'A') : c;
  }

  // open addressing by String.hashCode, at most half full, so that any look-up ends soon
  private static String[] table() {
    Set<String> words = new HashSet<>();
    RESOURCES.forEach(resource -> words.addAll(WordList.read(resource)));
    for (char alias = 'a'; alias <= 'z'; alias++) {
      words.add(String.valueOf(alias));
    }
    String[] table = new String[Integer.highestOneBit(words.size()) * 4];
    for (String word : words) {
      int slot = slot(word.hashCode(), table);
      while (table[slot] != null) {
        slot = slot(slot + 1, table);
      }
      table[slot] = word.intern(); // the same object as in the rules, which makes equals fast
    }
    return table;
  }

  private static int slot(int hash, String[] table) {
    return hash & (table.length - 1);
  }
}
