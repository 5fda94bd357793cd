package dev.lagrange.routing.sql;

import org.jspecify.annotations.Nullable;

/**
 * What was judged of texts, for others that differ from them in whole numbers only. Applications
 * that write values into their texts send each text once, but few shapes of them. What a statement
 * is does not depend on its numbers, unless it sets something; and what is within quotes or
 * comments has no shape, since it may be anything. Keeps a bounded number of short texts.
 * Thread-safe: what threads overwrite of each other's is judged again, no more.
 */
final class Shapes {

  /** In characters: a longer text costs as much to compare as it is worth. */
  private static final int LONGEST = 512;

  private static final int PAIRS = 1 << 10;

  private static final byte FOREIGN = 0;
  private static final byte WORD = 1;
  private static final byte DIGIT = 2;
  private static final byte BETWEEN = 3;
  private static final byte[] KINDS = new byte[128];

  static {
    for (char c = 0; c < KINDS.length; c++) {
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '.';
      boolean between = " \t\r\n=<>+-*/%!(),;".indexOf(c) >= 0;
      KINDS[c] = letter ? WORD : c >= '0' && c <= '9' ? DIGIT : between ? BETWEEN : FOREIGN;
    }
  }

  private record Judged(int hash, String text, Classification as) {}

  private final @Nullable Judged[] slots = new @Nullable Judged[2 * PAIRS];
  private final int[] turnedAway = new int[PAIRS];

  /** What a text of the same shape was judged to be; null if none is known. */
  @Nullable Classification find(String sql) {
    int hash = hash(sql);
    if (hash == 0) {
      return null;
    }
    int pair = hash & PAIRS - 1;
    Classification found = as(slots[2 * pair], hash, sql);
    return found != null ? found : as(slots[2 * pair + 1], hash, sql);
  }

  private static @Nullable Classification as(@Nullable Judged known, int hash, String sql) {
    return known != null && known.hash == hash && isSame(known.text, sql) ? known.as : null;
  }

  /**
   * A text was judged; whether others of its shape are known by that from now on. One whose places
   * are taken gets one when its shape comes again, so that many that never do take none away.
   */
  boolean add(String sql, Classification judged) {
    int hash = dependsOnNumbers(judged) ? 0 : hash(sql);
    if (hash == 0) {
      return false;
    }
    int pair = hash & PAIRS - 1;
    int first = 2 * pair;
    Judged before = slots[first];
    if (before != null && slots[first + 1] != null && turnedAway[pair] != hash) {
      turnedAway[pair] = hash;
      return false;
    }
    slots[first + 1] = before;
    slots[first] = new Judged(hash, sql, judged);
    return true;
  }

  private static boolean dependsOnNumbers(Classification judged) {
    boolean plain = judged.kind() == StatementKind.READ || judged.kind() == StatementKind.WRITE;
    return !plain
        || judged.changesSession()
        || judged.transaction() != TransactionControl.NONE
        || judged.setting() != null
        || judged.command() != null
        || judged.consistency() != null
        || judged.stripped() != null;
  }

  /** Of all but the whole numbers; 0 if the text has no shape that others may share. */
  private static int hash(String sql) {
    int length = sql.length();
    if (length > LONGEST) {
      return 0;
    }
    int hash = 7;
    boolean numbers = false;
    int i = 0;
    while (i < length) {
      char c = sql.charAt(i);
      byte kind = kind(c);
      if (kind == FOREIGN || ((c == '-' || c == '/') && beginsComment(sql, i))) {
        return 0;
      }
      int end = kind == DIGIT ? numberEnd(sql, i) : i;
      if (end > i) {
        numbers = true;
        c = '#';
        i = end;
      } else {
        i++;
      }
      hash = hash * 31 + c;
    }
    return numbers ? hash | 1 << 30 : 0;
  }

  /** Whether two texts without foreign characters differ in whole numbers only. */
  private static boolean isSame(String one, String other) {
    int i = 0;
    int j = 0;
    while (i < one.length() && j < other.length()) {
      char of = one.charAt(i);
      boolean same = of == other.charAt(j);
      if (same && kind(of) != DIGIT) {
        i++;
        j++;
        continue;
      }
      int endOfOne = numberEnd(one, i);
      int endOfOther = numberEnd(other, j);
      boolean numbers = endOfOne > i && endOfOther > j;
      if (!numbers && (endOfOne > i || endOfOther > j || !same)) {
        return false;
      }
      i = numbers ? endOfOne : i + 1;
      j = numbers ? endOfOther : j + 1;
    }
    return i == one.length() && j == other.length();
  }

  /** Where the whole number ends that begins here; here if none does. */
  private static int numberEnd(String sql, int start) {
    if (kind(sql.charAt(start)) != DIGIT || (start > 0 && kind(sql.charAt(start - 1)) != BETWEEN)) {
      return start;
    }
    int end = start + 1;
    while (end < sql.length() && kind(sql.charAt(end)) == DIGIT) {
      end++;
    }
    return end == sql.length() || kind(sql.charAt(end)) == BETWEEN ? end : start;
  }

  private static boolean beginsComment(String sql, int at) {
    char c = sql.charAt(at);
    char next = at + 1 < sql.length() ? sql.charAt(at + 1) : ' ';
    return (c == '-' && next == '-') || (c == '/' && next == '*');
  }

  private static byte kind(char c) {
    return c < KINDS.length ? KINDS[c] : FOREIGN;
  }
}
