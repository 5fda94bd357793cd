package dev.lagrange.routing.sql;

/** What a token is. */
enum TokenKind {
  /** An unquoted name or a keyword. */
  WORD,
  /** A quoted name; in MySQL also a string in double quotes, which may be one. */
  QUOTED,
  /** A string literal of any form. */
  STRING,
  /** A number. */
  NUMBER,
  /** A placeholder: {@code ?} or {@code $1}. */
  PARAMETER,
  /** A variable of MySQL: {@code @x} or {@code @@x}. */
  VARIABLE,
  /** A character of an operator or of punctuation; {@code ::} and {@code :=} are one token. */
  SYMBOL,
  /** What stands beyond either end. */
  NONE
}
