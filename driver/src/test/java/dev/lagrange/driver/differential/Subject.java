package dev.lagrange.driver.differential;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * One connection under test, with what a script has made of it so far: a statement, a prepared
 * statement, rows and a savepoint. The same script makes the same of another connection, or one of
 * the two drivers differs. Not thread-safe.
 */
final class Subject implements AutoCloseable {

  final Connection connection;
  Statement statement;
  @Nullable PreparedStatement prepared;
  @Nullable ResultSet rows;
  @Nullable Savepoint savepoint;

  Subject(Connection connection) throws SQLException {
    this.connection = connection;
    this.statement = connection.createStatement();
  }

  PreparedStatement prepared() throws SQLException {
    if (prepared == null) {
      throw new SQLException("nothing was prepared", "SCRIPT");
    }
    return prepared;
  }

  ResultSet rows() throws SQLException {
    if (rows == null) {
      throw new SQLException("there are no rows", "SCRIPT");
    }
    return rows;
  }

  Savepoint savepoint() throws SQLException {
    if (savepoint == null) {
      throw new SQLException("there is no savepoint", "SCRIPT");
    }
    return savepoint;
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
