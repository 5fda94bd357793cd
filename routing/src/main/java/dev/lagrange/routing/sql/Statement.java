package dev.lagrange.routing.sql;

import java.util.Set;

/** The tokens of one statement; places beyond either end hold {@link TokenKind#NONE}. */
final class Statement {

  /** The words that start a query. */
  static final Set<String> QUERY_STARTS = Set.of("select", "with", "values", "table");

  private final String sql;
  private final Tokens tokens;
  private final int start;
  private final int size;

  Statement(String sql, Tokens tokens) {
    this(sql, tokens, 0, tokens.size());
  }

  private Statement(String sql, Tokens tokens, int start, int end) {
    this.sql = sql;
    this.tokens = tokens;
    this.start = start;
    this.size = end - start;
  }

  /** Other tokens of the same text. */
  Statement withTokens(Tokens others) {
    return new Statement(sql, others);
  }

  /** Adds the token there to others. */
  void addTo(Tokens others, int index) {
    others.add(tokens, start + index);
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
    for (int i = 0; i < size(); i = isSymbol(i, '(') ? behindParentheses(i) : i + 1) {
      if (isWord(i, word)) {
        return i;
      }
    }
    return -1;
  }

  int size() {
    return size;
  }

  private boolean isWithin(int index) {
    return index >= 0 && index < size;
  }

  TokenKind kind(int index) {
    return isWithin(index) ? tokens.kind(start + index) : TokenKind.NONE;
  }

  /** The text of the {@linkplain Tokens#text token} there; empty beyond either end. */
  String text(int index) {
    return isWithin(index) ? tokens.text(start + index) : "";
  }

  /** A {@linkplain Tokens#mark symbol's character}; beyond either end that of no symbol. */
  char mark(int index) {
    return isWithin(index) ? tokens.mark(start + index) : '\0';
  }

  /** The unquoted word there in lower case; empty if it is something else. */
  String word(int index) {
    return isWord(index) ? tokens.text(start + index) : "";
  }

  boolean isWord(int index) {
    return isWithin(index) && tokens.isWord(start + index);
  }

  boolean isWord(int index, String word) {
    return isWithin(index) && tokens.isWord(start + index, word);
  }

  /** Whether it is a name, or may be one. */
  boolean isName(int index) {
    return isWithin(index) && tokens.isName(start + index);
  }

  boolean isSymbol(int index, char symbol) {
    return isWithin(index) && tokens.isSymbol(start + index, symbol);
  }

  /** Whether an operand may end with it. */
  boolean endsOperand(int index) {
    return switch (kind(index)) {
      case WORD, QUOTED, STRING, NUMBER, PARAMETER, VARIABLE -> true;
      case SYMBOL -> isSymbol(index, ')') || isSymbol(index, ']') || isSymbol(index, '}');
      case NONE -> false;
    };
  }

  /** Whether a symbol stands there, right behind another. */
  boolean touches(int index) {
    return kind(index) == TokenKind.SYMBOL
        && kind(index - 1) == TokenKind.SYMBOL
        && !isApart(index);
  }

  /** Whether there is something between the token there and the one before. */
  boolean isApart(int index) {
    return tokens.start(start + index) != tokens.end(start + index - 1);
  }

  boolean hasWord(String word) {
    for (int i = 0; i < size; i++) {
      if (isWord(i, word)) {
        return true;
      }
    }
    return false;
  }

  boolean hasWord(Set<String> words) {
    for (int i = 0; i < size; i++) {
      if (words.contains(word(i))) {
        return true;
      }
    }
    return false;
  }

  boolean hasName(String name) {
    for (int i = 0; i < size; i++) {
      if (isName(i) && text(i).equals(name)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the schema of PostgreSQL that a session has for itself is named there. */
  boolean isTemporarySchema(int index) {
    return isName(index) && (text(index).equals("pg_temp") || text(index).startsWith("pg_temp_"));
  }

  boolean hasTemporarySchema() {
    for (int i = 0; i < size; i++) {
      if (isTemporarySchema(i)) {
        return true;
      }
    }
    return false;
  }

  boolean hasSymbol(char symbol) {
    for (int i = 0; i < size; i++) {
      if (isSymbol(i, symbol)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a variable is named so, or starts so. */
  boolean hasVariable(String prefix) {
    for (int i = 0; i < size; i++) {
      if (kind(i) == TokenKind.VARIABLE && text(i).startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  /** Whether it starts with one of the words, behind any parentheses. */
  boolean startsWith(Set<String> words) {
    int i = 0;
    while (isSymbol(i, '(')) {
      i++;
    }
    return words.contains(word(i));
  }

  /** Whether it is JDBC's {@code {call p()}} or {@code {? = call p()}}. */
  boolean isCallEscape() {
    return isSymbol(0, '{') && (isWord(1, "call") || (isSymbol(2, '=') && isWord(3, "call")));
  }

  /** What is written from a token to before another. */
  String written(int from, int to) {
    return from < to ? sql.substring(tokens.start(start + from), tokens.end(start + to - 1)) : "";
  }

  /** The place behind the parenthesis that closes the one here, or the end. */
  int behindParentheses(int index) {
    int depth = 0;
    for (int i = index; i < size(); i++) {
      depth += isSymbol(i, '(') ? 1 : isSymbol(i, ')') ? -1 : 0;
      if (depth == 0) {
        return i + 1;
      }
    }
    return size();
  }
}
