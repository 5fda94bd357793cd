package dev.lagrange.routing.sql;

/** Judges statements of MySQL and MariaDB by the word they start with. */
final class MysqlStatements {

  private MysqlStatements() {}

  static void judge(Statement statement, Verdict verdict) {
    if (!TransactionStatements.judge(statement, verdict)) {
      verdict.unknown("starts with a word that is not understood");
    }
  }
}
