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
  private final Statement statement;

  private ParserInput(Dialect dialect, Statement statement) {
    this.dialect = dialect;
    this.statement = statement;
  }

  /** The text to parse; null if that might take long or much of the stack. */
  static @Nullable String of(Dialect dialect, Statement statement) {
    if (statement.size() > MOST_TOKENS || depth(statement) > DEEPEST) {
      return null;
    }
    return new ParserInput(dialect, statement).told();
  }

  private static int depth(Statement statement) {
    int depth = 0;
    int deepest = 0;
    for (int i = 0; i < statement.size(); i++) {
      if (statement.kind(i) == TokenKind.SYMBOL) {
        char symbol = statement.mark(i);
        depth += "([{".indexOf(symbol) >= 0 ? 1 : ")]}".indexOf(symbol) >= 0 ? -1 : 0;
      } else if (statement.isWord(i, "case")) {
        depth++;
      } // that END closes it is left out: it may be a name
      deepest = Math.max(deepest, depth);
    }
    return deepest;
  }

  private String told() {
    for (int i = 0; i < statement.size(); i++) {
      if (i > 0 && statement.isApart(i)) {
        text.append(' ');
      }
      if (isOperatorSymbol(i)) {
        i = operator(i);
      } else {
        tell(i);
      }
    }
    return text.toString();
  }

  private void tell(int i) {
    switch (statement.kind(i)) {
      case WORD -> text.append(isNoise(i) ? " " : statement.text(i));
      case SYMBOL -> text.append(statement.text(i));
      case QUOTED -> quoted(i);
      case STRING -> text.append("'s'");
      case NUMBER -> text.append('1');
      case PARAMETER, VARIABLE -> text.append('?');
      case NONE -> {}
    }
  }

  // ONLY before a table would pass for a table with an alias, INTERVAL needs a unit elsewhere
  private boolean isNoise(int i) {
    if (dialect == Dialect.MYSQL) {
      return false;
    }
    boolean string = statement.kind(i + 1) == TokenKind.STRING;
    return (statement.isWord(i, "only") && statement.isName(i + 1))
        || (statement.isWord(i, "interval") && string);
  }

  private boolean isOperatorSymbol(int i) {
    return statement.kind(i) == TokenKind.SYMBOL
        && OPERATOR_SYMBOLS.indexOf(statement.mark(i)) >= 0;
  }

  /** Tells the operator that starts at {@code first}; the place of its last symbol. */
  private int operator(int first) {
    int last = first;
    while (isOperatorSymbol(last + 1) && statement.touches(last + 1)) {
      last++;
    }
    String operator = statement.written(first, last + 1);
    text.append(KNOWN_OPERATORS.contains(operator) ? operator : " + ");
    return last;
  }

  private void quoted(int i) {
    String name = statement.text(i);
    if (dialect == Dialect.POSTGRESQL) {
      text.append('"').append(name.replace("\"", "\"\"")).append('"');
    } else if (statement.written(i, i + 1).startsWith("\"")) {
      text.append("'s'"); // a string, unless the server was told otherwise
    } else {
      text.append('`').append(name.replace("`", "``")).append('`');
    }
  }
}
