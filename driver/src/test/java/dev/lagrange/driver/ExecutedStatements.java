package dev.lagrange.driver;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What clients have the servers of a cluster execute, as {@code pg_stat_statements} counts it
 * there: every statement that a client sends, those that only begin, end or set something too;
 * neither what a function runs inside, nor the empty one by which a pool looks whether a connection
 * lives. Not thread-safe.
 */
final class ExecutedStatements implements AutoCloseable {

  private static final String COUNT =
      "SELECT coalesce(sum(calls), 0) FROM pg_stat_statements"
          + " JOIN pg_roles ON pg_roles.oid = userid WHERE rolname = ? AND query LIKE ?";

  private final Map<PostgresNode, Connection> connections = new LinkedHashMap<>();

  /** Of a cluster that was built by {@link #counting}. */
  ExecutedStatements(PostgresCluster cluster) throws SQLException {
    for (PostgresNode node : cluster.nodes()) {
      connections.put(node, node.connectAsSuperuser());
    }
    LagrangeUrl.execute(at(cluster.primary()), "CREATE EXTENSION pg_stat_statements");
    cluster.awaitReplicasCaughtUp();
  }

  /** Has the servers of a cluster count. */
  static PostgresCluster.Builder counting(PostgresCluster.Builder builder) {
    return builder
        .setting("shared_preload_libraries", "pg_stat_statements")
        .setting("pg_stat_statements.track", "top")
        .setting("pg_stat_statements.track_utility", "on");
  }

  /** Counts from zero again, on every node. */
  void reset() throws SQLException {
    for (Connection connection : connections.values()) {
      LagrangeUrl.execute(connection, "SELECT pg_stat_statements_reset()");
    }
  }

  /** How many statements the clients of a role had a node execute. */
  long on(PostgresNode node, String role) throws SQLException {
    return on(node, role, "%");
  }

  /** How many of them are like a pattern. */
  long on(PostgresNode node, String role, String pattern) throws SQLException {
    try (PreparedStatement count = at(node).prepareStatement(COUNT)) {
      count.setString(1, role);
      count.setString(2, pattern);
      try (ResultSet row = count.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    }
  }

  private Connection at(PostgresNode node) {
    Connection connection = connections.get(node);
    if (connection == null) {
      throw new IllegalArgumentException(node + " is not one of " + connections.keySet());
    }
    return connection;
  }

  @Override
  public void close() throws SQLException {
    for (Connection connection : connections.values()) {
      connection.close();
    }
  }
}
