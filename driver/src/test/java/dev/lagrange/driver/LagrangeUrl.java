package dev.lagrange.driver;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/** URLs and statements for tests against the testbed's clusters. */
final class LagrangeUrl {

  private LagrangeUrl() {}

  /** The URL of a cluster for the application's plain role, with a monitor that sees everything. */
  static String of(PostgresCluster cluster, String options) {
    return withoutMonitor(
        cluster,
        "monitorUser="
            + PostgresCluster.MONITOR_USER
            + "&monitorPassword="
            + PostgresCluster.MONITOR_PASSWORD
            + (options.isEmpty() ? "" : "&" + options));
  }

  /** The URL of a cluster for the application's plain role, which is all the monitor has too. */
  static String withoutMonitor(PostgresCluster cluster, String options) {
    return "jdbc:lagrange:postgresql://"
        + cluster.hosts()
        + "/"
        + PostgresCluster.DATABASE
        + "?user="
        + PostgresCluster.APP_USER
        + "&password="
        + PostgresCluster.APP_PASSWORD
        + (options.isEmpty() ? "" : "&" + options);
  }

  static Connection connect(PostgresCluster cluster, String options) throws SQLException {
    return DriverManager.getConnection(of(cluster, options));
  }

  /** A plain connection to the primary: what it creates leaves no doubt in a driver's catalog. */
  static Connection owner(PostgresCluster cluster) throws SQLException {
    return cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row. */
  static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** The last decision, in words. */
  static String route(Connection connection) throws SQLException {
    return value(connection, "SHOW lagrange.route");
  }
}
