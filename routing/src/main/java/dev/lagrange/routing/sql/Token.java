package dev.lagrange.routing.sql;

/**
 * A token of a statement's text.
 *
 * @param kind what it is
 * @param text a word in lower case, a quoted name without its quotes, a symbol, the name of a
 *     variable; empty for all others, whose text may be long and does not matter
 * @param start where it starts in the statement's text
 * @param end where it ends, exclusive
 */
record Token(TokenKind kind, String text, int start, int end) {

  static final Token NONE = new Token(TokenKind.NONE, "", 0, 0);

  boolean isWord(String word) {
    return kind == TokenKind.WORD && text.equals(word);
  }

  boolean isSymbol(String symbol) {
    return kind == TokenKind.SYMBOL && text.equals(symbol);
  }

  /** Whether it is a name, or may be one. */
  boolean isName() {
    return kind == TokenKind.WORD || kind == TokenKind.QUOTED;
  }

  /** Whether an operand may end with it. */
  boolean endsOperand() {
    return switch (kind) {
      case WORD, QUOTED, STRING, NUMBER, PARAMETER, VARIABLE -> true;
      case SYMBOL -> text.equals(")") || text.equals("]") || text.equals("}");
      case NONE -> false;
    };
  }
}
