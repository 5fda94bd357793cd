package dev.lagrange.control.mysql;

import java.util.Locale;
import java.util.Random;
import java.util.regex.Pattern;

/**
 * Writes tokens in the many ways a server takes them for the same: with comments and line ends
 * between them, with nothing where nothing is needed, and words in any case.
 */
final class StatementWriter {

  private static final String[] SEPARATORS = {
    " ", " ", " ", " ", " ", "\n", "\t", " /**/ ", " /* FOR */ ", " -- it's\n", " #\"\n", "\r\n"
  };
  // what such a number ends with is no part of a name that follows it; an e would be of the number
  private static final Pattern OPEN_NUMBER =
      Pattern.compile("[0-9]*\\.[0-9]*(e[0-9]+)?|[0-9]+e[0-9]+", Pattern.CASE_INSENSITIVE);
  private static final Pattern KEYWORD = Pattern.compile("[A-Z_]{2,}[(]?");

  private final Random random;

  StatementWriter(Random random) {
    this.random = random;
  }

  String write(String tokens) {
    StringBuilder text = new StringBuilder();
    String last = "";
    for (String token : tokens.split(String.valueOf(StatementGrammar.GAP), -1)) {
      if (token.isEmpty()) {
        continue;
      }
      if (!last.isEmpty() && !(mayTouch(last, token) && random.nextInt(3) == 0)) {
        text.append(SEPARATORS[random.nextInt(SEPARATORS.length)]);
      }
      text.append(anyCase(token));
      last = token;
    }
    return text.toString();
  }

  private String anyCase(String token) {
    boolean lower = random.nextInt(3) == 0 && KEYWORD.matcher(token).matches();
    return lower ? token.toLowerCase(Locale.ROOT) : token;
  }

  private static boolean mayTouch(String left, String right) {
    char end = left.charAt(left.length() - 1);
    char start = right.charAt(0);
    if (OPEN_NUMBER.matcher(left).matches()) {
      return Character.isLetter(start) && start != 'E' && start != 'e';
    }
    boolean closed = end == ')' || end == '(' || end == ',' || end == '`' || end == '=';
    boolean opens = start == ')' || start == ',' || start == '(';
    return (closed && (Character.isLetterOrDigit(start) || start == '(' || start == '`'))
        || (opens && (Character.isLetterOrDigit(end) || end == ')' || end == '`'));
  }
}
