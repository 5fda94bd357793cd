package dev.lagrange.proxy.users;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.proxy.wire.Literal;
import dev.lagrange.routing.cluster.NodeId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/**
 * A connection to the primary over which the query runs, prepared: the name is a value, never a
 * part of a statement. Not thread-safe.
 */
final class RoleConnection implements AutoCloseable {

  private static final String TIMED_OUT = "57014";
  private static final int COLUMNS = 2;

  private final NodeId node;
  private final Connection connection;

  private RoleConnection(NodeId node, Connection connection) {
    this.node = node;
    this.connection = connection;
  }

  /**
   * A new one. Blocks.
   *
   * @param as the properties of who runs the query; empty for the monitor's user
   * @param answer how long one may take; the server ends it then
   * @throws SQLException if there is none, or it is no primary (08001), or the query is wrong
   */
  static RoleConnection open(
      ClusterMonitor monitor, NodeId node, Map<String, String> as, String sql, Duration answer)
      throws SQLException {
    Map<String, String> properties = new HashMap<>(as);
    properties.put("ApplicationName", "lagrange-auth-query");
    // PREPARE is to get the query as it was written
    properties.put("preferQueryMode", "simple");
    RoleConnection made =
        new RoleConnection(node, monitor.connect(node, answer.multipliedBy(2), properties));
    try (Statement statement = made.statement()) {
      made.connection.setAutoCommit(true);
      statement.execute("SET statement_timeout = " + answer.toMillis());
      try (ResultSet row = statement.executeQuery("SELECT pg_is_in_recovery()")) {
        if (!row.next() || row.getBoolean(1)) {
          throw new SQLTransientConnectionException("node " + node + " is no primary now", "08001");
        }
      }
      statement.execute("PREPARE lagrange_auth_query AS " + sql);
      return made;
    } catch (SQLException | RuntimeException e) {
      made.close();
      throw e;
    }
  }

  NodeId node() {
    return node;
  }

  /**
   * Asks for one user. Blocks.
   *
   * @throws SQLException if the query fails, or does not answer a name and a secret (22023)
   */
  Answer ask(String user) throws SQLException {
    try (Statement statement = statement()) {
      statement.setMaxRows(2); // one too many is enough to know
      boolean rows = statement.execute("EXECUTE lagrange_auth_query(" + Literal.of(user) + ")");
      if (!rows) {
        throw wrongColumns(0);
      }
      try (ResultSet row = statement.getResultSet()) {
        int columns = row.getMetaData().getColumnCount();
        if (columns != COLUMNS) {
          throw wrongColumns(columns);
        }
        if (!row.next()) {
          return Answer.NONE;
        }
        String name = row.getString(1);
        String secret = row.getString(2);
        return new Answer(row.next() ? 2 : 1, name, secret);
      }
    }
  }

  private Statement statement() throws SQLException {
    Statement statement = connection.createStatement();
    statement.setEscapeProcessing(false);
    return statement;
  }

  private static SQLException wrongColumns(int columns) {
    return new SQLNonTransientException(
        "it answers "
            + columns
            + " columns, not two: have it answer the user's name and the secret, in this order",
        "22023");
  }

  /** Whether the server, or its silence, has ended the query. */
  static boolean isTimeout(SQLException failure) {
    return TIMED_OUT.equals(failure.getSQLState());
  }

  /** Whether another try, at the same node or at another, may go better. */
  static boolean mayPass(SQLException failure) {
    String state = String.valueOf(failure.getSQLState());
    return state.startsWith("08") || state.startsWith("57P") || state.startsWith("53");
  }

  /** What whoever runs the proxy can do about a failure, to be put behind its message. */
  static String remedy(String sqlState) {
    return switch (sqlState) {
      case "22023", "08001" -> "";
      case "42501" ->
          "; have it run by a user who may read that (--auth-user), or call a function that is"
              + " SECURITY DEFINER";
      case "28P01", "28000" -> "; give the password of who runs it, and let it log in";
      case TIMED_OUT -> "; it has to be quick, since a login waits for it";
      default ->
          sqlState.startsWith("42") ? "; correct the query" : "; see that the primary answers it";
    };
  }

  /** Gives it up without waiting for the server. */
  @Override
  public void close() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is given up either way.
    }
  }
}
