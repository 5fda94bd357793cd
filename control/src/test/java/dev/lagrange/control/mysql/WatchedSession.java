package dev.lagrange.control.mysql;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.MysqlServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A session of the ordinary user, and a second one, of root, that watches what each statement
 * leaves behind in it. Every statement runs in a transaction of its own, which is rolled back.
 */
final class WatchedSession implements AutoCloseable {

  // but for what each statement changes
  private static final String STATE =
      """
      SELECT LAST_INSERT_ID(), CONCAT_WS(' ', DATABASE(), CURRENT_ROLE(),
        BIT_XOR(CRC32(CONCAT_WS('=', variable_name, variable_value))))
      FROM performance_schema.session_variables
      WHERE variable_name NOT IN
        ('timestamp', 'error_count', 'warning_count', 'statement_id', 'rand_seed1', 'rand_seed2',
         'last_insert_id', 'identity', 'gtid_executed', 'super_read_only', 'read_only')
      """;

  // A plain SELECT takes no more than SHARED_READ. SHOW TABLES keeps its schema from being dropped,
  // as a SELECT from one of its tables does.
  private static final String EFFECTS =
      """
      SELECT 'transaction', 'ended it'
      WHERE NOT EXISTS (
        SELECT 1 FROM performance_schema.events_transactions_current
        WHERE thread_id = %1$d AND state = 'ACTIVE')
      UNION ALL
      SELECT 'transaction', CONCAT_WS(' ', 'locks', lock_type, lock_mode, object_name)
      FROM performance_schema.data_locks WHERE thread_id = %1$d
      UNION ALL
      SELECT IF(lock_duration = 'EXPLICIT', 'session', 'transaction'),
        CONCAT_WS(' ', 'locks', object_type, lock_type, object_name)
      FROM performance_schema.metadata_locks
      WHERE owner_thread_id = %1$d
        AND (lock_duration = 'EXPLICIT'
          OR lock_type NOT IN ('SHARED', 'SHARED_HIGH_PRIO', 'SHARED_READ')
            AND CONCAT(object_type, lock_type) <> 'SCHEMAINTENTION_EXCLUSIVE')
      UNION ALL
      SELECT 'session', CONCAT('has the variable ', variable_name)
      FROM performance_schema.user_variables_by_thread WHERE thread_id = %1$d
      UNION ALL
      SELECT 'session', CONCAT('has prepared ', statement_name)
      FROM performance_schema.prepared_statements_instances WHERE owner_thread_id = %1$d
      UNION ALL
      SELECT 'session', CONCAT('has the temporary table ', name)
      FROM information_schema.innodb_temp_table_info
      """;

  private final MysqlServer server;
  private final String sqlMode;
  private final Connection watcher;
  private @Nullable Connection session;
  private long thread;
  private Pair state = new Pair("", "");

  /** A row of two columns. */
  private record Pair(String first, String second) {}

  WatchedSession(MysqlServer server, String sqlMode) throws SQLException {
    this.server = server;
    this.sqlMode = sqlMode;
    this.watcher = server.connectAsRoot();
  }

  /**
   * What came of a statement.
   *
   * @param error the server's number of what it failed with; 0 if it ran
   * @param message what it failed with
   * @param effects what a read must not do: locks, and what {@link #left} has
   * @param left what is left in the session behind the transaction
   */
  record Outcome(int error, String message, List<String> effects, List<String> left) {
    boolean ran() {
      return error == 0;
    }
  }

  /** Runs a statement, and says what it did; rows are read to the end and forgotten. */
  Outcome run(String sql) throws SQLException {
    Connection connection = open();
    int error = 0;
    String message = "";
    try {
      execute(connection, sql);
    } catch (SQLException e) {
      error = e.getErrorCode() == 0 ? -1 : e.getErrorCode();
      message = String.valueOf(e.getMessage());
    }
    List<String> effects = new ArrayList<>();
    List<String> left = new ArrayList<>();
    for (Pair effect : rows(watcher, EFFECTS.formatted(thread))) {
      effects.add(effect.second());
      if (effect.first().equals("session")) {
        left.add(effect.second());
      }
    }
    compare(connection, effects, left);
    if (effects.isEmpty()) {
      execute(connection, "ROLLBACK");
      execute(connection, "START TRANSACTION");
    } else {
      forget();
    }
    return new Outcome(error, message, effects, left);
  }

  private void compare(Connection connection, List<String> effects, List<String> left)
      throws SQLException {
    if (!connection.isValid(Math.toIntExact(Await.PATIENCE.toSeconds()))) {
      effects.add("ended the session"); // so nothing is left in it
      return;
    }
    try {
      Pair now = state(connection);
      if (!now.second().equals(state.second())) {
        effects.add("changed the session's variables");
        left.add("changed the session's variables");
      } else if (!now.equals(state)) {
        effects.add("changed LAST_INSERT_ID()");
      }
    } catch (SQLException e) {
      effects.add("left the session unable to answer: " + e.getMessage());
      left.add("left the session unable to answer: " + e.getMessage());
    }
  }

  private Connection open() throws SQLException {
    Connection open = session;
    if (open != null) {
      return open;
    }
    Connection connection =
        DriverManager.getConnection(
            server.jdbcUrl() + "&allowMultiQueries=true&socketTimeout=60000",
            MysqlServer.APP_USER,
            MysqlServer.APP_PASSWORD);
    session = connection;
    execute(
        connection,
        "SET innodb_lock_wait_timeout = 1, lock_wait_timeout = 1, sql_mode = "
            + (sqlMode.isEmpty() ? "@@GLOBAL.sql_mode" : "'" + sqlMode + "'"));
    thread = Long.parseLong(rows(connection, "SELECT PS_CURRENT_THREAD_ID(), 0").get(0).first());
    state = state(connection);
    execute(connection, "START TRANSACTION");
    return connection;
  }

  private void forget() throws SQLException {
    Connection open = session;
    session = null;
    if (open != null) {
      open.close();
      // its locks are gone only with it
      String sessions = "SELECT 1, 1 FROM performance_schema.threads WHERE thread_id = " + thread;
      Await.until("the session to end", Await.PATIENCE, () -> rows(watcher, sessions).isEmpty());
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      boolean rows = statement.execute(sql);
      while (rows || statement.getUpdateCount() != -1) {
        rows = statement.getMoreResults();
      }
    }
  }

  private static Pair state(Connection connection) throws SQLException {
    return rows(connection, STATE).get(0);
  }

  private static List<Pair> rows(Connection connection, String sql) throws SQLException {
    List<Pair> answers = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        answers.add(new Pair(String.valueOf(rows.getString(1)), String.valueOf(rows.getString(2))));
      }
    }
    return answers;
  }

  @Override
  public void close() throws SQLException {
    forget();
    watcher.close();
  }
}
