package dev.lagrange.driver;

import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * A cluster whose primary waits for standbys, with a table {@code t} in which the number 1 stands
 * on every node; and what may befall it. Not thread-safe.
 */
final class StandbyCluster implements AutoCloseable {

  /** The greatest number in the table. */
  static final String READ = "SELECT max(id) FROM t";

  /** Something that may fail. */
  interface Step {
    void run() throws SQLException;
  }

  private final PostgresCluster cluster;

  private StandbyCluster(PostgresCluster cluster) {
    this.cluster = cluster;
  }

  /** So many replicas, of which any so many have to acknowledge a write. */
  static StandbyCluster start(int replicas, int synchronous) throws SQLException {
    PostgresCluster cluster =
        PostgresCluster.builder().replicas(replicas).synchronous(synchronous).start();
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
    return new StandbyCluster(cluster);
  }

  /** Its servers. */
  PostgresCluster servers() {
    return cluster;
  }

  PostgresNode primary() {
    return cluster.primary();
  }

  List<PostgresNode> replicas() {
    return cluster.replicas();
  }

  /** A driver that probes often, and knows of all replicas. */
  LagrangeDataSource open(String options) throws SQLException {
    LagrangeDataSource source =
        new LagrangeDataSource(LagrangeUrl.of(cluster, "probeInterval=50ms&" + options), Map.of());
    LagrangeUrl.awaitReplicas(cluster, source);
    return source;
  }

  /** What a node shows to a plain client. */
  static String shownBy(PostgresNode node) throws SQLException {
    try (Connection there = node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      return LagrangeUrl.value(there, READ);
    }
  }

  /**
   * A replica is promoted, and has another number acknowledged, while clients see nobody but the
   * old primary, which lives on.
   */
  void deposeBehindTheClientsBack() throws SQLException {
    replicas().forEach(node -> node.clientLink().refuse());
    cluster.failOver();
    try (Connection there =
        primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      LagrangeUrl.execute(there, "INSERT INTO t VALUES (2)");
    }
  }

  /** Clients reach every node again. */
  void showAllToClients() {
    cluster.nodes().forEach(node -> node.clientLink().restore());
  }

  /** Does something to the links over which nodes follow the primary. */
  static void replication(List<PostgresNode> nodes, Consumer<Link> action) {
    nodes.forEach(node -> node.replicationLink().ifPresent(action));
  }

  /** Somebody ends the waits of all who wait for standbys, who then take theirs for committed. */
  void cancelWaits() throws SQLException {
    try (Connection there = primary().connectAsSuperuser()) {
      LagrangeUrl.execute(
          there,
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }
  }

  /** Whether any server process of the primary waits for such an event. */
  boolean isAnybodyIn(String waitEvent) throws SQLException {
    try (Connection there = primary().connectAsSuperuser()) {
      return LagrangeUrl.value(
              there,
              "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = '" + waitEvent + "'")
          .equals("t");
    }
  }

  /** The SQLSTATE it fails with, else {@code none}. */
  static String stateOf(Step step) {
    try {
      step.run();
      return "none";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  /** The SQLSTATE that a statement fails with, else {@code none}. */
  static String stateOf(Connection connection, String sql) {
    return stateOf(() -> LagrangeUrl.execute(connection, sql));
  }

  /** What a read returns, or the SQLSTATE it fails with. */
  static String answer(Connection connection, String sql) {
    try {
      return LagrangeUrl.value(connection, sql);
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @Override
  public void close() {
    cluster.close();
  }
}
