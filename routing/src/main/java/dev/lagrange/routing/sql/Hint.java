package dev.lagrange.routing.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The hint in a comment such as {@code /*+ consistency(bounded(500ms)) *}{@code /}, which may stand
 * among the words of others' hints (pg_hint_plan reads the same comment).
 *
 * @param consistency the text within its parentheses; if these do not close, they and all the rest,
 *     so that whoever parses the level complains instead of ignoring it
 * @param stripped the whole statement with blanks in place of the hint, and without the mark of a
 *     hint if nothing else is in the comment: others would find it empty and complain
 */
record Hint(String consistency, String stripped) {

  private static final Pattern CONSISTENCY =
      Pattern.compile("(?<![\\w$])consistency[ \\t\\r\\n]{0,9}\\(", Pattern.CASE_INSENSITIVE);

  /** The first hint in the comment from {@code start} to {@code end}; null if there is none. */
  static @Nullable Hint find(String sql, int start, int end) {
    int inside = start + 3;
    Matcher word = CONSISTENCY.matcher(sql).region(inside, end - 2);
    word.useTransparentBounds(true);
    if (!word.find()) {
      return null;
    }
    int close = closing(sql, word.end(), end - 2);
    int from = close < end - 2 ? word.end() : word.end() - 1;
    String level = sql.substring(from, close).strip();
    int behind = Math.min(close + 1, end - 2);
    boolean alone =
        sql.substring(inside, word.start()).isBlank() && sql.substring(behind, end - 2).isBlank();
    StringBuilder stripped = new StringBuilder(sql);
    for (int i = word.start(); i < behind; i++) {
      if (sql.charAt(i) != '\n') {
        stripped.setCharAt(i, ' ');
      }
    }
    if (alone) {
      stripped.setCharAt(start + 2, ' ');
    }
    return new Hint(level, stripped.toString());
  }

  private static int closing(String sql, int from, int end) {
    int depth = 1;
    for (int i = from; i < end; i++) {
      char c = sql.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return i;
      }
    }
    return end;
  }
}
