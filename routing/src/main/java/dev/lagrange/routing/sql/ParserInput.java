package dev.lagrange.routing.sql;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A statement told to a parser of another SQL: names folded as the server folds them, no comments,
 * and for each literal, parameter and operator of the server's own one that every parser knows.
 */
final class ParserInput {

  /** In characters. */
  static final int LONGEST = 16_384;

  // Calcite's parser recurses, and for chains (a::b::c, a.b.c, x LIKE y LIKE z) takes time that
  // grows with the square. Within these limits it was seen to need 350 kB of stack at most.
  private static final int MOST_TOKENS = 500;
  private static final int DEEPEST = 24;

  private static final String OPERATOR_SYMBOLS = "+-*/<>=~!@#%^&|";
  private static final Set<String> KNOWN_OPERATORS =
      Set.of("+", "-", "*", "/", "%", "<", ">", "=", "<=", ">=", "<>", "!=", "||", "=>");

  private final StringBuilder text = new StringBuilder();
  private final Dialect dialect;
  private final String sql;
  private final Statement statement;

  private ParserInput(Dialect dialect, String sql, Statement statement) {
    this.dialect = dialect;
    this.sql = sql;
    this.statement = statement;
  }

  /** The text to parse; null if that might take long or much of the stack. */
  static @Nullable String of(Dialect dialect, String sql, Statement statement) {
    if (statement.size() > MOST_TOKENS || depth(statement) > DEEPEST) {
      return null;
    }
    return new ParserInput(dialect, sql, statement).told();
  }

  private static int depth(Statement statement) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < statement.size(); i++) {
      Token token = statement.token(i);
      if (token.kind() == TokenKind.SYMBOL) {
        depth += "([{".contains(token.text()) ? 1 : ")]}".contains(token.text()) ? -1 : 0;
      } else if (token.isWord("case")) {
        depth++;
      } // that END closes it is left out: it may be a name
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  private String told() {
    for (int i = 0; i < statement.size(); i++) {
      if (i > 0 && statement.token(i).start() != statement.token(i - 1).end()) {
        text.append(' ');
      }
      if (isOperatorSymbol(statement.token(i))) {
        i = operator(i);
      } else {
        tell(i, statement.token(i));
      }
    }
    return text.toString();
  }

  private void tell(int i, Token token) {
    switch (token.kind()) {
      case WORD -> text.append(isNoise(i, token.text()) ? " " : token.text());
      case SYMBOL -> text.append(token.text());
      case QUOTED -> quoted(token);
      case STRING -> text.append("'s'");
      case NUMBER -> text.append('1');
      case PARAMETER, VARIABLE -> text.append('?');
      case NONE -> {}
    }
  }

  // ONLY before a table would pass for a table with an alias, INTERVAL needs a unit elsewhere
  private boolean isNoise(int i, String word) {
    if (dialect == Dialect.MYSQL) {
      return false;
    }
    boolean string = statement.token(i + 1).kind() == TokenKind.STRING;
    return (word.equals("only") && statement.token(i + 1).isName())
        || (word.equals("interval") && string);
  }

  private static boolean isOperatorSymbol(Token token) {
    return token.kind() == TokenKind.SYMBOL && OPERATOR_SYMBOLS.contains(token.text());
  }

  /** Tells the operator that starts at {@code first}; the place of its last symbol. */
  private int operator(int first) {
    int last = first;
    while (isOperatorSymbol(statement.token(last + 1)) && statement.touches(last + 1)) {
      last++;
    }
    String operator = sql.substring(statement.token(first).start(), statement.token(last).end());
    text.append(KNOWN_OPERATORS.contains(operator) ? operator : " + ");
    return last;
  }

  private void quoted(Token token) {
    if (dialect == Dialect.POSTGRESQL) {
      text.append('"').append(token.text().replace("\"", "\"\"")).append('"');
    } else if (sql.charAt(token.start()) == '"') {
      text.append("'s'"); // a string, unless the server was told otherwise
    } else {
      text.append('`').append(token.text().replace("`", "``")).append('`');
    }
  }
}
