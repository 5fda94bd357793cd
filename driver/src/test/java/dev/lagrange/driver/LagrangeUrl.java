package dev.lagrange.driver;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.Sql;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Map;

/** URLs and statements for tests against the testbed's clusters. */
public final class LagrangeUrl {

  /**
   * Nobody is down unless the test has seen to it: a node must not look so because the machine was
   * busy for a second. Whoever tests silent nodes says himself when they are to be given up.
   */
  private static final Map<String, String> PATIENT =
      Map.of("probeTimeout", "30s", "connectionTimeout", "1min");

  private LagrangeUrl() {}

  /** The URL of a cluster for the application's plain role, with a monitor that sees everything. */
  public static String of(PostgresCluster cluster, String options) {
    return patient(cluster.driverUrl() + (options.isEmpty() ? "" : "&" + options));
  }

  /** The URL of a cluster for the application's plain role, which is all the monitor has too. */
  static String withoutMonitor(PostgresCluster cluster, String options) {
    return patient(
        "jdbc:lagrange:postgresql://"
            + cluster.hosts()
            + "/"
            + PostgresCluster.DATABASE
            + "?user="
            + PostgresCluster.APP_USER
            + "&password="
            + PostgresCluster.APP_PASSWORD
            + (options.isEmpty() ? "" : "&" + options));
  }

  /** The same URL with time for what a busy machine does slowly, unless it says how much itself. */
  static String patient(String url) {
    StringBuilder patient = new StringBuilder(url);
    PATIENT.forEach(
        (option, value) -> {
          if (!url.contains(option + "=")) {
            patient.append('&').append(option).append('=').append(value);
          }
        });
    return patient.toString();
  }

  /** As {@link #connectTo} with the URL {@link #of} these options. */
  static Connection connect(PostgresCluster cluster, String options) throws SQLException {
    return connectTo(cluster, of(cluster, options));
  }

  /**
   * A connection to a cluster of which all replicas replay. It is opened once they are known to
   * show what was written before, see {@link #awaitReplicas}.
   */
  public static Connection connectTo(PostgresCluster cluster, String url) throws SQLException {
    cluster.awaitReplicasCaughtUp();
    try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of())) {
      awaitReplicas(cluster, source);
      return DriverManager.getConnection(url);
    }
  }

  /** A driver that probes often, and knows of all replicas. */
  static LagrangeDataSource open(StandbyCluster cluster, String options) throws SQLException {
    PostgresCluster servers = cluster.servers();
    LagrangeDataSource source =
        new LagrangeDataSource(of(servers, "probeInterval=50ms&" + options), Map.of());
    awaitReplicas(servers, source);
    return source;
  }

  /**
   * Waits until it is known of each replica that runs by how much it lags at most. Before that no
   * weak read goes there, and the driver itself waits for it no longer than a moment.
   */
  public static void awaitReplicas(PostgresCluster cluster, LagrangeDataSource source) {
    long running = cluster.replicas().stream().filter(PostgresNode::isRunning).count();
    Await.until(
        "the lag of " + running + " replicas to be known, of " + source.nodes().nodes(),
        Await.PATIENCE,
        () ->
            source.nodes().replicas().stream().filter(node -> node.lag() != null).count()
                == running);
  }

  /** A plain connection to the primary: what it creates leaves no doubt in a driver's catalog. */
  public static Connection owner(PostgresCluster cluster) throws SQLException {
    return cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  static void execute(Connection connection, String sql) throws SQLException {
    Sql.execute(connection, sql);
  }

  /** The first column of the first row. */
  static String value(Connection connection, String sql) throws SQLException {
    return Sql.value(connection, sql);
  }

  /** Repeats a read until a replica serves it. Any replica may need a moment to cover a floor. */
  static void awaitReadOnReplica(Connection connection, String sql) {
    Await.until(
        "a replica to serve " + sql,
        Await.PATIENCE,
        () -> {
          value(connection, sql);
          return route(connection).startsWith("replica");
        });
  }

  /** The last decision, in words. */
  public static String route(Connection connection) throws SQLException {
    return value(connection, "SHOW lagrange.route");
  }
}
