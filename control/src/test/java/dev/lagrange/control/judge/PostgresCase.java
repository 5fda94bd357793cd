package dev.lagrange.control.judge;

/**
 * A statement to be judged.
 *
 * @param sql its text
 * @param unseen whether it does more than its text can show
 */
record PostgresCase(String sql, boolean unseen) {

  static PostgresCase of(String sql) {
    return new PostgresCase(sql, false);
  }
}
