package dev.lagrange.driver.connection;

import java.sql.SQLException;

/** Something to do with a JDBC object. */
@FunctionalInterface
interface SqlAction<T> {
  void on(T target) throws SQLException;
}
