package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** Sessions of the superuser, past the links, which never wait for longer than thirty seconds. */
final class Superuser {

  private Superuser() {}

  /** Connects. */
  static Connection connect(PostgresNode node) throws SQLException {
    String url =
        "jdbc:postgresql://%s:%d/%s?sslmode=disable&gssEncMode=disable&connectTimeout=30&socketTimeout=30&options=-c%%20lock_timeout=10s%%20-c%%20synchronous_commit=local"
            .formatted(node.host(), node.directPort(), PostgresCluster.DATABASE);
    return DriverManager.getConnection(
        url, PostgresCluster.SUPERUSER, PostgresCluster.SUPERUSER_PASSWORD);
  }

  /** The first column of the first row as text, in a session of its own. */
  static String ask(PostgresNode node, String sql) throws SQLException {
    try (Connection connection = connect(node)) {
      return ask(connection, sql);
    }
  }

  /** The first column of the first row as text. */
  static String ask(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return String.valueOf(rows.getString(1));
    }
  }

  /** Runs statements, each committed by itself, in a session of its own. */
  static void execute(PostgresNode node, String... statements) throws SQLException {
    try (Connection connection = connect(node)) {
      execute(connection, statements);
    }
  }

  /** Runs statements, each committed by itself unless the session says otherwise. */
  static void execute(Connection connection, String... statements) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
