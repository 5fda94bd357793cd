package dev.lagrange.driver.connection;

import java.sql.SQLException;

/** A call of a JDBC object that answers something. */
@FunctionalInterface
interface SqlCall<T, R> {
  R on(T target) throws SQLException;
}
