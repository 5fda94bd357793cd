package dev.lagrange.driver;

import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.answer;
import static dev.lagrange.testbed.StandbyCluster.replication;
import static dev.lagrange.testbed.StandbyCluster.shownBy;
import static dev.lagrange.testbed.StandbyCluster.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A write that waits for its standbys, of which two of three must acknowledge it: one has replayed
 * it, and the others hear nothing.
 */
final class UnacknowledgedIT {

  private StandbyCluster cluster;
  private PostgresNode primary;
  private PostgresNode ahead;
  private List<PostgresNode> behind;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(3, 2);
    primary = cluster.primary();
    ahead = cluster.replicas().get(0);
    behind = cluster.replicas().subList(1, 3);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private static CompletableFuture<String> writing(Connection connection) {
    return CompletableFuture.supplyAsync(() -> stateOf(connection, "INSERT INTO t VALUES (2)"));
  }

  private void awaitShownBy(PostgresNode node) {
    Await.until(node + " to show the write", Await.PATIENCE, () -> shownBy(node).equals("2"));
  }

  /** The write is shown by a replica, and the session has been there. */
  private void awaitSeenOnReplica(Connection session) throws SQLException {
    awaitShownBy(ahead);
    Await.until(
        "a replica to show the write",
        Await.PATIENCE,
        () -> LagrangeUrl.value(session, READ).equals("2"));
    assertThat(LagrangeUrl.route(session)).startsWith("replica");
  }

  @Test
  void strongWriteIsNotAcknowledgedByACancelledWait() throws Exception {
    try (LagrangeDataSource source =
            LagrangeUrl.open(cluster, "consistency=strong&strongReads=index&failoverTimeout=3s");
        LagrangeDataSource trusting =
            LagrangeUrl.open(cluster, "consistency=strong&failoverTimeout=3s");
        Connection strong = source.getConnection();
        Connection other = trusting.getConnection()) {
      LagrangeUrl.value(strong, READ);
      replication(behind, link -> link.cut(Direction.TO_CLIENT));

      CompletableFuture<String> believed = writing(other);
      awaitShownBy(ahead);
      cluster.cancelWaits();
      assertThat(believed.get(1, TimeUnit.MINUTES)).isEqualTo("none");

      CompletableFuture<String> checked =
          CompletableFuture.supplyAsync(() -> stateOf(strong, "UPDATE t SET id = 3 WHERE id = 2"));
      Await.until(
          "it to wait", Await.PATIENCE, () -> cluster.primary().countWaiting("SyncRep") > 0);
      cluster.cancelWaits();
      assertThat(checked.get(1, TimeUnit.MINUTES)).isEqualTo("08007");

      replication(behind, Link::restore);
      Await.until(
          "writes to be acknowledged",
          Await.PATIENCE,
          () -> stateOf(strong, "INSERT INTO t VALUES (4)").equals("none"));
      assertThat(LagrangeUrl.value(strong, READ)).isEqualTo("4");
    }
  }

  @ParameterizedTest
  @CsvSource({"index,LG004", "quorum,1"})
  void whatTwoFailuresCouldTakeAwayIsShownToNobody(String strongReads, String without)
      throws Exception {
    try (LagrangeDataSource source =
            LagrangeUrl.open(
                cluster, "consistency=strong&failoverTimeout=3s&strongReads=" + strongReads);
        Connection strong = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster.servers())) {
      assertThat(LagrangeUrl.value(strong, READ)).isEqualTo("1");
      replication(behind, link -> link.cut(Direction.TO_CLIENT));
      CompletableFuture<String> write = writing(writer);
      awaitShownBy(ahead);

      // LG001 where it went to the primary, which does not show it yet; a quorum that has not heard
      // of it may answer without it, since nobody has acknowledged it
      assertThat(answer(strong, READ)).isIn("LG001", "LG004", without);

      primary.kill();
      ahead.kill();
      cluster.servers().failOver();
      replication(behind, Link::restore);
      ahead.rebuildFrom(cluster.primary());
      Await.until(
          "strong reads to go on", Await.PATIENCE, () -> stateOf(strong, READ).equals("none"));
      assertThat(LagrangeUrl.value(strong, READ)).as("the write is gone").isEqualTo("1");
      assertThat(write.get(1, TimeUnit.MINUTES)).isNotEqualTo("none");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventual", "strong"})
  void sessionThatSawItOnAReplicaSeesItOnThePrimaryToo(String level) throws Exception {
    // They replay it, and the primary does not hear so.
    replication(cluster.replicas(), link -> link.cut(Direction.TO_SERVER));
    try (LagrangeDataSource source =
            LagrangeUrl.open(cluster, "consistency=eventual&failoverTimeout=3s");
        Connection session = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster.servers())) {
      CompletableFuture<String> write = writing(writer);
      awaitSeenOnReplica(session);

      // What a plain client would see there: that is what the test is for.
      assertThat(shownBy(primary)).isEqualTo("1");
      session.setAutoCommit(false);
      String read = "/*+ consistency(" + level + ") */ " + READ;
      assertThatThrownBy(() -> LagrangeUrl.value(session, read))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG001"))
          .hasMessageContaining("3000ms (failoverTimeout");
      session.rollback();

      CompletableFuture<String> later = CompletableFuture.supplyAsync(() -> valueOf(session, read));
      replication(cluster.replicas(), Link::restore);
      assertThat(later.get(1, TimeUnit.MINUTES)).isEqualTo("2");
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("none");
      session.rollback();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatAReplicaShowedBeforeItWentAwayIsNotMissedOnThePrimary(Departure departure)
      throws Exception {
    try (LagrangeDataSource source =
            LagrangeUrl.open(cluster, "consistency=eventual&failoverTimeout=3s");
        LagrangeDataSource alone =
            LagrangeUrl.open(
                cluster, "consistency=eventual&failoverTimeout=3s&sessionScope=connection");
        Connection session = source.getConnection();
        Connection stranger = alone.getConnection();
        Connection writer = LagrangeUrl.owner(cluster.servers())) {
      replication(behind, link -> link.cut(Direction.TO_CLIENT));
      CompletableFuture<String> write = writing(writer);
      awaitSeenOnReplica(session);
      departure.of(ahead);

      // What a session that has not read there sees: that is what the test is for.
      stranger.setAutoCommit(false);
      assertThat(valueOf(stranger, READ)).isEqualTo("1");
      stranger.rollback();
      session.setAutoCommit(false);
      assertThat(answer(session, READ)).isEqualTo("LG001");
      session.rollback();

      replication(behind, Link::restore);
      Await.until(
          "the primary to show it", Await.PATIENCE, () -> valueOf(session, READ).equals("2"));
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("none");
      session.rollback();
    }
  }

  private enum Departure {
    KILLED,
    FROZEN,
    UNREACHABLE;

    void of(PostgresNode node) {
      switch (this) {
        case KILLED -> node.kill();
        case FROZEN -> node.freeze();
        case UNREACHABLE -> node.clientLink().cut(Direction.TO_CLIENT);
      }
    }
  }

  @Test
  void whatOneConnectionSawOnAReplicaATransactionOnAnotherSeesToo() throws Exception {
    replication(cluster.replicas(), link -> link.cut(Direction.TO_SERVER));
    try (LagrangeDataSource source =
            LagrangeUrl.open(cluster, "consistency=eventual&failoverTimeout=20s");
        LagrangeDataSource alone =
            LagrangeUrl.open(
                cluster, "consistency=eventual&failoverTimeout=20s&sessionScope=connection");
        Connection reader = source.getConnection();
        Connection next = source.getConnection();
        Connection mixed = source.getConnection();
        Connection snapshot = source.getConnection();
        Connection stranger = alone.getConnection();
        Connection writer = LagrangeUrl.owner(cluster.servers())) {
      CompletableFuture<String> write = writing(writer);
      awaitSeenOnReplica(reader);

      // What a session by itself sees there: that is what the test is for.
      stranger.setAutoCommit(false);
      assertThat(valueOf(stranger, READ)).isEqualTo("1");

      // Nothing was asked for a weak read: what follows it in its transaction is another matter.
      mixed.setAutoCommit(false);
      assertThat(valueOf(mixed, "/*+ consistency(weak) */ " + READ)).isEqualTo("1");

      next.setAutoCommit(false);
      snapshot.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      snapshot.setAutoCommit(false);
      CompletableFuture<String> later = CompletableFuture.supplyAsync(() -> valueOf(next, READ));
      CompletableFuture<String> strict = CompletableFuture.supplyAsync(() -> valueOf(mixed, READ));
      CompletableFuture<String> kept =
          CompletableFuture.supplyAsync(
              () ->
                  stateOf(snapshot, "UPDATE t SET id = id WHERE id = 1") + valueOf(snapshot, READ));
      replication(cluster.replicas(), Link::restore);
      assertThat(later.get(1, TimeUnit.MINUTES)).isEqualTo("2");
      assertThat(strict.get(1, TimeUnit.MINUTES)).isEqualTo("2");
      assertThat(kept.get(1, TimeUnit.MINUTES)).isEqualTo("none2");
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("none");
      snapshot.rollback();
      mixed.rollback();
      next.rollback();
      stranger.rollback();
    }
  }

  @Test
  void rowThatTheSessionSawIsThereToBeLocked() throws Exception {
    replication(cluster.replicas(), link -> link.cut(Direction.TO_SERVER));
    try (LagrangeDataSource source =
            LagrangeUrl.open(cluster, "consistency=eventual&failoverTimeout=10s");
        Connection session = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster.servers())) {
      CompletableFuture<String> write = writing(writer);
      awaitSeenOnReplica(session);

      // What a plain client would find there: that is what the test is for.
      assertThat(shownBy(primary)).isEqualTo("1");
      CompletableFuture<String> locked =
          CompletableFuture.supplyAsync(
              () -> valueOf(session, "SELECT id FROM t WHERE id = 2 FOR SHARE"));
      replication(cluster.replicas(), Link::restore);
      assertThat(locked.get(1, TimeUnit.MINUTES)).isEqualTo("2");
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("none");
    }
  }

  @Test
  void whoWaitsForNoFailoverReadsBesideOpenTransactionsAllTheSame() throws SQLException {
    try (LagrangeDataSource source =
            LagrangeUrl.open(cluster, "consistency=eventual&failoverTimeout=0ms");
        Connection session = source.getConnection();
        Connection busy = LagrangeUrl.owner(cluster.servers())) {
      busy.setAutoCommit(false);
      LagrangeUrl.execute(busy, "INSERT INTO t VALUES (3)");
      LagrangeUrl.awaitReadOnReplica(session, READ);

      session.setAutoCommit(false);
      assertThat(LagrangeUrl.value(session, READ)).isEqualTo("1");
      assertThat(LagrangeUrl.route(session)).startsWith("primary");
      session.rollback();
      busy.rollback();
    }
  }

  private static String valueOf(Connection connection, String sql) {
    try {
      String value = LagrangeUrl.value(connection, sql);
      assertThat(LagrangeUrl.route(connection)).startsWith("primary");
      return value;
    } catch (SQLException e) {
      return e.toString();
    }
  }
}
