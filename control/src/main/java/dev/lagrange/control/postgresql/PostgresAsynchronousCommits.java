package dev.lagrange.control.postgresql;

import dev.lagrange.control.AsynchronousCommits;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** By {@code synchronous_commit}, which every user may set. */
final class PostgresAsynchronousCommits implements AsynchronousCommits {

  private static final String BEGIN =
      """
      SELECT current_setting('synchronous_commit'),
             set_config('synchronous_commit', 'off', true)
      """;

  // what is not off any more was set by the application itself, since
  private static final String END =
      """
      SELECT CASE WHEN current_setting('synchronous_commit') = 'off'
                  THEN set_config('synchronous_commit', ?, true) END
      """;

  @Override
  public void begin(Connection connection) throws SQLException {
    execute(connection, "SET SESSION synchronous_commit = off");
  }

  @Override
  public void end(Connection connection) throws SQLException {
    execute(connection, "RESET synchronous_commit");
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  @Override
  public String beginInTransaction(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(BEGIN)) {
      row.next();
      return row.getString(1);
    }
  }

  @Override
  public void endInTransaction(Connection connection, String before) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(END)) {
      statement.setString(1, before);
      statement.execute();
    }
  }
}
