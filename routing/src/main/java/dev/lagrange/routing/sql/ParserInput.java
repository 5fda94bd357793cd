package dev.lagrange.routing.sql;

import org.jspecify.annotations.Nullable;

/**
 * A statement told to a parser of another SQL: names folded and quoted as the server would see
 * them, no comments, and for each literal and parameter one that every parser knows.
 */
final class ParserInput {

  /** In characters. */
  static final int LONGEST = 16_384;

  // Calcite's parser recurses, and looks ahead the longer the deeper it is
  private static final int DEEPEST = 12;

  private final StringBuilder text = new StringBuilder();
  private final char quote;
  private final String sql;
  private final Statement statement;

  private ParserInput(Dialect dialect, String sql, Statement statement) {
    this.quote = dialect == Dialect.POSTGRESQL ? '"' : '`';
    this.sql = sql;
    this.statement = statement;
  }

  /** The text to parse; null if that might take long or much of the stack. */
  static @Nullable String of(Dialect dialect, String sql, Statement statement) {
    return new ParserInput(dialect, sql, statement).told();
  }

  private @Nullable String told() {
    int depth = 0;
    for (int i = 0; i < statement.size(); i++) {
      Token token = statement.token(i);
      depth += opens(token) ? 1 : closes(token) ? -1 : 0;
      if (depth > DEEPEST) {
        return null;
      }
      if (token.start() != statement.token(i - 1).end()) {
        text.append(' ');
      }
      tell(token);
    }
    return text.toString();
  }

  private static boolean opens(Token token) {
    return token.isSymbol("(")
        || token.isSymbol("[")
        || token.isSymbol("{")
        || token.isWord("case");
  }

  private static boolean closes(Token token) {
    return token.isSymbol(")") || token.isSymbol("]") || token.isSymbol("}") || token.isWord("end");
  }

  private void tell(Token token) {
    switch (token.kind()) {
      case WORD, SYMBOL -> text.append(token.text());
      case QUOTED -> {
        if (quote == '`' && sql.charAt(token.start()) == '"') {
          text.append("'s'"); // a string, by MySQL's usual settings
        } else {
          quoted(token.text());
        }
      }
      case STRING -> text.append("'s'");
      case NUMBER -> text.append('1');
      case PARAMETER, VARIABLE -> text.append('?');
      case NONE -> {}
    }
  }

  private void quoted(String name) {
    text.append(quote).append(name.replace("" + quote, "" + quote + quote)).append(quote);
  }
}
