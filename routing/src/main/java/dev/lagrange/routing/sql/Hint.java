package dev.lagrange.routing.sql;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The hint in a comment such as {@code /*+ consistency(bounded(500ms)) *}{@code /}. */
final class Hint {

  private static final Pattern CONSISTENCY =
      Pattern.compile("(?<![\\w$])consistency[ \\t\\r\\n]{0,9}\\(", Pattern.CASE_INSENSITIVE);

  private Hint() {}

  /**
   * The text within the parentheses of the first {@code consistency(…)}, which may stand among the
   * words of other hints. Parentheses that do not close give all the rest, so that whoever parses
   * the level complains instead of ignoring it.
   */
  static @Nullable String consistency(String comment) {
    Matcher word = CONSISTENCY.matcher(comment);
    if (!word.find()) {
      return null;
    }
    int depth = 1;
    for (int i = word.end(); i < comment.length(); i++) {
      char c = comment.charAt(i);
      depth += c == '(' ? 1 : c == ')' ? -1 : 0;
      if (depth == 0) {
        return comment.substring(word.end(), i).strip();
      }
    }
    return comment.substring(word.end()).strip();
  }
}
