package dev.lagrange.driver.connection;

import java.sql.SQLException;

/** Something to do that may fail. */
@FunctionalInterface
interface SqlTask {
  void run() throws SQLException;
}
