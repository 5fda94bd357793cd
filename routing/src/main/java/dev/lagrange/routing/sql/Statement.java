package dev.lagrange.routing.sql;

import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

/** The tokens of one statement; places beyond either end hold {@link Token#NONE}. */
final class Statement {

  /** The words that start a query. */
  static final Set<String> QUERY_STARTS = Set.of("select", "with", "values", "table");

  private final String sql;
  private final List<Token> tokens;
  private final int start;
  private final int size;

  Statement(String sql, List<Token> tokens) {
    this(sql, tokens, 0, tokens.size());
  }

  private Statement(String sql, List<Token> tokens, int start, int end) {
    this.sql = sql;
    this.tokens = tokens;
    this.start = start;
    this.size = end - start;
  }

  /** Other tokens of the same text. */
  Statement withTokens(List<Token> others) {
    return new Statement(sql, others);
  }

  Statement from(int index) {
    return between(index, size());
  }

  /** The tokens from one place to before another; empty if there are none. */
  Statement between(int from, int to) {
    int first = Math.min(from, size);
    int last = Math.min(Math.max(first, to), size);
    return new Statement(sql, tokens, start + first, start + last);
  }

  /** Where the word stands first outside of parentheses; -1 if nowhere. */
  int firstWord(String word) {
    for (int i = 0; i < size(); i = isSymbol(i, "(") ? behindParentheses(i) : i + 1) {
      if (isWord(i, word)) {
        return i;
      }
    }
    return -1;
  }

  int size() {
    return size;
  }

  Token token(int index) {
    return index >= 0 && index < size ? tokens.get(start + index) : Token.NONE;
  }

  /** The unquoted word there in lower case; empty if it is something else. */
  String word(int index) {
    Token token = token(index);
    return token.kind() == TokenKind.WORD ? token.text() : "";
  }

  boolean isWord(int index, String word) {
    return token(index).isWord(word);
  }

  boolean isSymbol(int index, String symbol) {
    return token(index).isSymbol(symbol);
  }

  /** Whether a symbol stands there, right behind another. */
  boolean touches(int index) {
    Token before = token(index - 1);
    Token here = token(index);
    return here.kind() == TokenKind.SYMBOL
        && before.kind() == TokenKind.SYMBOL
        && before.end() == here.start();
  }

  boolean hasWord(Set<String> words) {
    return has(token -> token.kind() == TokenKind.WORD && words.contains(token.text()));
  }

  boolean hasName(String name) {
    return has(token -> token.isName() && token.text().equals(name));
  }

  /** Whether the schema of PostgreSQL that a session has for itself is named there. */
  boolean isTemporarySchema(int index) {
    return isTemporarySchema(token(index));
  }

  private static boolean isTemporarySchema(Token token) {
    return token.isName()
        && (token.text().equals("pg_temp") || token.text().startsWith("pg_temp_"));
  }

  boolean hasTemporarySchema() {
    return has(Statement::isTemporarySchema);
  }

  boolean hasSymbol(String symbol) {
    return has(token -> token.isSymbol(symbol));
  }

  /** Whether a variable is named so, or starts so. */
  boolean hasVariable(String prefix) {
    return has(token -> token.kind() == TokenKind.VARIABLE && token.text().startsWith(prefix));
  }

  private boolean has(Predicate<Token> property) {
    for (int i = 0; i < size; i++) {
      if (property.test(token(i))) {
        return true;
      }
    }
    return false;
  }

  /** Whether it starts with one of the words, behind any parentheses. */
  boolean startsWith(Set<String> words) {
    int i = 0;
    while (isSymbol(i, "(")) {
      i++;
    }
    return words.contains(word(i));
  }

  /** Whether it is JDBC's {@code {call p()}} or {@code {? = call p()}}. */
  boolean isCallEscape() {
    return isSymbol(0, "{") && (isWord(1, "call") || (isSymbol(2, "=") && isWord(3, "call")));
  }

  /** The text from a token to the end of the statement. */
  String text(int index) {
    return index < size() ? sql.substring(token(index).start(), token(size() - 1).end()) : "";
  }

  /** The place behind the parenthesis that closes the one here, or the end. */
  int behindParentheses(int index) {
    int depth = 0;
    for (int i = index; i < size(); i++) {
      depth += isSymbol(i, "(") ? 1 : isSymbol(i, ")") ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return size();
  }
}
