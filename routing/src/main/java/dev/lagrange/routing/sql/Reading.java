package dev.lagrange.routing.sql;

import java.util.List;

/**
 * One way to read a text, where settings of the server that nobody told us decide.
 *
 * @param escapes whether a backslash escapes in a plain string ({@code
 *     standard_conforming_strings=off}; MySQL without {@code NO_BACKSLASH_ESCAPES})
 * @param ansiQuotes whether {@code "…"} is a name in MySQL
 * @param runsComments whether the code in MySQL's executable comments runs
 */
record Reading(boolean escapes, boolean ansiQuotes, boolean runsComments) {

  private static final List<Reading> POSTGRESQL =
      List.of(new Reading(false, true, false), new Reading(true, true, false));

  private static final List<Reading> MYSQL =
      List.of(
          new Reading(true, false, true),
          new Reading(true, false, false),
          new Reading(true, true, true),
          new Reading(true, true, false),
          new Reading(false, true, true),
          new Reading(false, true, false));

  /** The text as servers read it unless they were set up otherwise. */
  static Lexed usual(Dialect dialect, String sql) {
    return lex(dialect, sql, of(dialect).get(0));
  }

  static Lexed lex(Dialect dialect, String sql, Reading reading) {
    return dialect == Dialect.POSTGRESQL
        ? PostgresLexer.lex(sql, reading)
        : MysqlLexer.lex(sql, reading);
  }

  /** The ways to read a text of the dialect, the usual one first. */
  static List<Reading> of(Dialect dialect) {
    return dialect == Dialect.POSTGRESQL ? POSTGRESQL : MYSQL;
  }
}
