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
      "&preferQueryMode=simple&options=-c%20statement_timeout=2s%20-c%20lock_timeout=1s";

  /** What a statement could leave behind. A placeholder's setting is in no view, so it is named. */
  private static final String STATE =
      """
      SELECT concat_ws(' | ',
        (SELECT string_agg(name || '=' || setting, ', ' ORDER BY name)
           FROM pg_settings WHERE source = 'session' AND name NOT LIKE 'transaction_%'),
        'app.who=' || nullif(current_setting('app.who', true), ''),
        (SELECT string_agg('cursor ' || name, ', ') FROM pg_cursors),
        (SELECT string_agg('prepared ' || name, ', ') FROM pg_prepared_statements),
        (SELECT string_agg('listens ' || c, ', ') FROM pg_listening_channels() c),
        (SELECT nullif(count(*), 0) || ' temporary' FROM pg_depend
           WHERE refclassid = 'pg_namespace'::regclass AND refobjid = (SELECT pg_my_temp_schema())),
        (SELECT string_agg('advisory lock ' || objid, ', ')
           FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),
        current_user, session_user)
      """;

  private final PostgresNode node;
  private Connection connection;
  private String clean;
  private long pid;

  PostgresSession(PostgresNode node) throws SQLException {
    this.node = node;
    this.connection = connect();
    this.clean = state();
    this.pid = Long.parseLong(ask("SELECT pg_backend_pid()"));
  }

  long pid() {
    return pid;
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
    run("ROLLBACK");
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
    return ask(STATE);
  }

  private String ask(String query) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(query)) {
      rows.next();
      return rows.getString(1);
    }
  }

  private void reconnect() throws SQLException {
    connection.close();
    connection = connect();
    clean = state();
    pid = Long.parseLong(ask("SELECT pg_backend_pid()"));
  }

  private Connection connect() throws SQLException {
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
