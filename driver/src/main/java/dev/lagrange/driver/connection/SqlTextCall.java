package dev.lagrange.driver.connection;

import java.sql.SQLException;

/** A call with a statement's text, as it is for the server: without hints that are not for it. */
@FunctionalInterface
interface SqlTextCall<T, R> {
  R on(T target, String text) throws SQLException;
}
