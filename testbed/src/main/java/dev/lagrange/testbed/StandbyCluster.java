package dev.lagrange.testbed;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/**
 * A cluster whose primary waits for standbys, with a table {@code t} in which the number 1 stands
 * on every node; and what may befall it. Not thread-safe.
 */
public final class StandbyCluster implements AutoCloseable {

  /** The greatest number in the table. */
  public static final String READ = "SELECT max(id) FROM t";

  /** Something that may fail. */
  public interface Step {

    /** Does it. */
    void run() throws SQLException;
  }

  private final PostgresCluster cluster;

  private StandbyCluster(PostgresCluster cluster) {
    this.cluster = cluster;
  }

  /** So many replicas, of which any so many have to acknowledge a write. */
  public static StandbyCluster start(int replicas, int synchronous) throws SQLException {
    PostgresCluster cluster =
        PostgresCluster.builder().replicas(replicas).synchronous(synchronous).start();
    try (Connection app = connect(cluster.primary())) {
      execute(app, "CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
      execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
    return new StandbyCluster(cluster);
  }

  /** Its servers. */
  public PostgresCluster servers() {
    return cluster;
  }

  /** The one that is written to. */
  public PostgresNode primary() {
    return cluster.primary();
  }

  /** Those that follow it, in the order of their making. */
  public List<PostgresNode> replicas() {
    return cluster.replicas();
  }

  /** What a node shows to a plain client. */
  public static String shownBy(PostgresNode node) throws SQLException {
    try (Connection there = connect(node)) {
      return value(there, READ);
    }
  }

  /**
   * A replica is promoted, and has another number acknowledged, while clients see nobody but the
   * old primary, which lives on.
   */
  public void deposeBehindTheClientsBack() throws SQLException {
    replicas().forEach(node -> node.clientLink().refuse());
    cluster.failOver();
    try (Connection there = connect(primary())) {
      execute(there, "INSERT INTO t VALUES (2)");
    }
  }

  /** Clients reach every node again. */
  public void showAllToClients() {
    cluster.nodes().forEach(node -> node.clientLink().restore());
  }

  /** Does something to the links over which nodes follow the primary. */
  public static void replication(List<PostgresNode> nodes, Consumer<Link> action) {
    nodes.forEach(node -> node.replicationLink().ifPresent(action));
  }

  /** Somebody ends the waits of all who wait for standbys, who then take theirs for committed. */
  public void cancelWaits() throws SQLException {
    try (Connection there = primary().connectAsSuperuser()) {
      execute(
          there,
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }
  }

  /** The same again and again, until something has ended. */
  public void cancelWaitsUntil(Future<?> done) {
    Await.until(
        "waits for standbys to be cancelled",
        Await.PATIENCE,
        () -> {
          cancelWaits();
          return done.isDone();
        });
  }

  /** The SQLSTATE it fails with, else {@code none}. */
  public static String stateOf(Step step) {
    try {
      step.run();
      return "none";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  /** The SQLSTATE that a statement fails with, else {@code none}. */
  public static String stateOf(Connection connection, String sql) {
    return stateOf(() -> execute(connection, sql));
  }

  /** What a read returns, or the SQLSTATE it fails with. */
  public static String answer(Connection connection, String sql) {
    try {
      return value(connection, sql);
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  /** An application's connection to one node. */
  public static Connection connect(PostgresNode node) throws SQLException {
    return node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  @Override
  public void close() {
    cluster.close();
  }
}
