package dev.lagrange.routing.sql;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** The tokens of one statement; places beyond either end hold {@link Token#NONE}. */
final class Statement {

  private final String sql;
  private final List<Token> tokens;

  private Statement(String sql, List<Token> tokens) {
    this.sql = sql;
    this.tokens = tokens;
  }

  /** The statements of a text, without empty ones. */
  static List<Statement> split(String sql, List<Token> tokens) {
    List<Statement> statements = new ArrayList<>();
    int start = 0;
    for (int i = 0; i <= tokens.size(); i++) {
      if (i < tokens.size() && !tokens.get(i).isSymbol(";")) {
        continue;
      }
      if (i > start) {
        statements.add(new Statement(sql, tokens.subList(start, i)));
      }
      start = i + 1;
    }
    return statements;
  }

  Statement from(int index) {
    return between(index, size());
  }

  /** The tokens from one place to before another; empty if there are none. */
  Statement between(int from, int to) {
    int start = Math.min(from, size());
    return new Statement(sql, tokens.subList(start, Math.max(start, to)));
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
    return tokens.size();
  }

  Token token(int index) {
    return index >= 0 && index < tokens.size() ? tokens.get(index) : Token.NONE;
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

  boolean hasWord(Set<String> words) {
    return tokens.stream()
        .anyMatch(token -> token.kind() == TokenKind.WORD && words.contains(token.text()));
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
