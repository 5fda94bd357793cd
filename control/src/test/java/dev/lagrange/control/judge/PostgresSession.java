package dev.lagrange.control.judge;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A session of the plain role on one server. Texts are sent as they are: not cut at semicolons, no
 * question mark taken for a parameter.
 */
final class PostgresSession implements AutoCloseable {

  private static final String OPTIONS =
      "&preferQueryMode=simple&options=-c%20statement_timeout=10s%20-c%20lock_timeout=10s";

  private final PostgresNode node;
  private Connection connection;
  private String clean;
  private long pid;

  PostgresSession(PostgresNode node) throws SQLException {
    this.node = node;
    this.connection = connect(node);
    this.clean = state();
    this.pid = Long.parseLong(ask("SELECT pg_backend_pid()"));
  }

  long pid() {
    return pid;
  }

  /** Runs what a session cannot be without, on a connection of its own. */
  static void prepare(PostgresNode node, String sql) throws SQLException {
    try (Connection connection = connect(node);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Runs a text to its end; SQLSTATE and message of the error, if there is one. */
  Optional<String> run(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
      return Optional.empty();
    } catch (SQLException e) {
      if (connection.isClosed()) {
        reconnect();
      }
      return isCopy(e) ? Optional.empty() : Optional.of(e.getSQLState() + " " + e.getMessage());
    }
  }

  /** What of the session is not as it was when it was new; null if all is. Then makes it so. */
  @Nullable String changes() throws SQLException {
    String now = state();
    if (now.equals(clean)) {
      return null;
    }
    if (run("DISCARD ALL").isPresent() || !state().equals(clean)) {
      reconnect();
    }
    return now;
  }

  private String state() throws SQLException {
    return ask("ROLLBACK; SELECT judge.state()");
  }

  private String ask(String query) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      if (!statement.execute(query)) {
        statement.getMoreResults();
      }
      try (ResultSet answer = statement.getResultSet()) {
        answer.next();
        return answer.getString(1);
      }
    }
  }

  private void reconnect() throws SQLException {
    connection.close();
    connection = connect(node);
    clean = state();
    pid = Long.parseLong(ask("SELECT pg_backend_pid()"));
  }

  private static Connection connect(PostgresNode node) throws SQLException {
    return DriverManager.getConnection(
        node.jdbcUrl() + OPTIONS, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  // the driver's own word after the server has sent all rows
  private static boolean isCopy(SQLException e) {
    return String.valueOf(e.getMessage()).startsWith("COPY commands are only supported");
  }

  @Override
  public void close() throws SQLException {
    connection.close();
  }
}
