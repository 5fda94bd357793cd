package dev.lagrange.routing.sql;

/** What a token is. */
enum TokenKind {
  /** What stands beyond either end. */
  NONE(0),
  /** An unquoted name or a keyword. */
  WORD(1),
  /** A quoted name; in MySQL also a string in double quotes, which may be one. */
  QUOTED(2),
  /** A string literal of any form. */
  STRING(3),
  /** A number. */
  NUMBER(4),
  /** A placeholder: {@code ?} or {@code $1}. */
  PARAMETER(5),
  /** A variable of MySQL: {@code @x} or {@code @@x}. */
  VARIABLE(6),
  /** A character of an operator or of punctuation; {@code ::} and {@code :=} are one token. */
  SYMBOL(7);

  private static final TokenKind[] BY_MARK = values();

  private final char mark;
  private final int hash = name().hashCode();

  TokenKind(int mark) {
    this.mark = (char) mark;
  }

  /** The kind that a mark stands for: its own, or a character that is a symbol. */
  static TokenKind of(char mark) {
    return mark < BY_MARK.length ? BY_MARK[mark] : SYMBOL;
  }

  /** A character that stands for it where symbols stand for themselves; no symbol is as low. */
  char mark() {
    return mark;
  }

  /** A hash that is the same in each process, which {@code hashCode} is not. */
  int hash() {
    return hash;
  }
}
