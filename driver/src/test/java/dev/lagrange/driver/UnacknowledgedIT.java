package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A write that waits for its standbys, of which two of three must acknowledge it: one has replayed
 * it, and the others hear nothing.
 */
final class UnacknowledgedIT {

  private static final String READ = "SELECT max(id) FROM t";

  private PostgresCluster cluster;
  private PostgresNode primary;
  private PostgresNode ahead;
  private List<PostgresNode> behind;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(3).synchronous(2).start();
    primary = cluster.primary();
    ahead = cluster.replicas().get(0);
    behind = cluster.replicas().subList(1, 3);
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (id int PRIMARY KEY)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeDataSource open(String options) throws SQLException {
    LagrangeDataSource source =
        new LagrangeDataSource(LagrangeUrl.of(cluster, "probeInterval=50ms&" + options), Map.of());
    LagrangeUrl.awaitReplicas(cluster, source);
    return source;
  }

  private static CompletableFuture<String> writing(Connection connection) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            LagrangeUrl.execute(connection, "INSERT INTO t VALUES (2)");
            return "acknowledged";
          } catch (SQLException e) {
            return e.getSQLState();
          }
        });
  }

  private void cutBehind(Direction direction) {
    behind.forEach(node -> node.replicationLink().orElseThrow().cut(direction));
  }

  private void restoreBehind() {
    behind.forEach(node -> node.replicationLink().orElseThrow().restore());
  }

  private static String shownBy(PostgresNode node) throws SQLException {
    try (Connection there = node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      return LagrangeUrl.value(there, READ);
    }
  }

  private void awaitShownBy(PostgresNode node) {
    Await.until(node + " to show the write", Await.PATIENCE, () -> shownBy(node).equals("2"));
  }

  /** Somebody ends the waits of all who wait for standbys, who then take theirs for committed. */
  private void cancelWaits() throws SQLException {
    try (Connection there = primary.connectAsSuperuser();
        Statement statement = there.createStatement()) {
      statement.execute(
          "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
    }
  }

  @Test
  void strongWriteIsNotAcknowledgedByACancelledWait() throws Exception {
    try (LagrangeDataSource source =
            open("consistency=strong&strongReads=index&failoverTimeout=3s");
        LagrangeDataSource trusting = open("consistency=strong&failoverTimeout=3s");
        Connection strong = source.getConnection();
        Connection other = trusting.getConnection()) {
      LagrangeUrl.value(strong, READ);
      cutBehind(Direction.TO_CLIENT);

      CompletableFuture<String> believed = writing(other);
      awaitShownBy(ahead);
      cancelWaits();
      assertThat(believed.get(1, TimeUnit.MINUTES)).isEqualTo("acknowledged");

      CompletableFuture<String> checked =
          CompletableFuture.supplyAsync(() -> stateOf(strong, "UPDATE t SET id = 3 WHERE id = 2"));
      Await.until("it to wait", Await.PATIENCE, this::isAnybodyWaiting);
      cancelWaits();
      assertThat(checked.get(1, TimeUnit.MINUTES)).isEqualTo("08007");

      restoreBehind();
      Await.until(
          "writes to be acknowledged",
          Await.PATIENCE,
          () -> stateOf(strong, "INSERT INTO t VALUES (4)").equals("none"));
      assertThat(LagrangeUrl.value(strong, READ)).isEqualTo("4");
    }
  }

  private boolean isAnybodyWaiting() throws SQLException {
    try (Connection there = primary.connectAsSuperuser()) {
      return LagrangeUrl.value(
              there, "SELECT count(*) > 0 FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
          .equals("t");
    }
  }

  private static String stateOf(Connection connection, String sql) {
    try {
      LagrangeUrl.execute(connection, sql);
      return "none";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void whatTwoFailuresCouldTakeAwayIsShownToNobody(String strongReads) throws Exception {
    try (LagrangeDataSource source =
            open("consistency=strong&failoverTimeout=3s&strongReads=" + strongReads);
        Connection strong = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster)) {
      assertThat(LagrangeUrl.value(strong, READ)).isEqualTo("1");
      cutBehind(Direction.TO_CLIENT);
      CompletableFuture<String> write = writing(writer);
      awaitShownBy(ahead);

      // LG001 where it went to the primary, which does not show it yet
      assertThat(stateOf(strong, READ)).isIn("LG001", "LG004");

      primary.kill();
      ahead.kill();
      cluster.failOver();
      restoreBehind();
      ahead.rebuildFrom(cluster.primary());
      Await.until(
          "strong reads to go on", Await.PATIENCE, () -> stateOf(strong, READ).equals("none"));
      assertThat(LagrangeUrl.value(strong, READ)).as("the write is gone").isEqualTo("1");
      assertThat(write.get(1, TimeUnit.MINUTES)).isNotEqualTo("acknowledged");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"eventual", "strong"})
  void sessionThatSawItOnAReplicaSeesItOnThePrimaryToo(String level) throws Exception {
    // They replay it, and the primary does not hear so.
    cluster
        .replicas()
        .forEach(node -> node.replicationLink().orElseThrow().cut(Direction.TO_SERVER));
    try (LagrangeDataSource source = open("consistency=eventual&failoverTimeout=3s");
        Connection session = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster)) {
      CompletableFuture<String> write = writing(writer);
      awaitShownBy(ahead);
      Await.until(
          "a replica to show the write",
          Await.PATIENCE,
          () -> LagrangeUrl.value(session, READ).equals("2"));
      assertThat(LagrangeUrl.route(session)).startsWith("replica");

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
      cluster.replicas().forEach(node -> node.replicationLink().orElseThrow().restore());
      assertThat(later.get(1, TimeUnit.MINUTES)).isEqualTo("2");
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("acknowledged");
      session.rollback();
    }
  }

  @Test
  void rowThatTheSessionSawIsThereToBeLocked() throws Exception {
    cluster
        .replicas()
        .forEach(node -> node.replicationLink().orElseThrow().cut(Direction.TO_SERVER));
    try (LagrangeDataSource source = open("consistency=eventual&failoverTimeout=10s");
        Connection session = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster)) {
      CompletableFuture<String> write = writing(writer);
      awaitShownBy(ahead);
      Await.until(
          "a replica to show the write",
          Await.PATIENCE,
          () -> LagrangeUrl.value(session, READ).equals("2"));

      CompletableFuture<String> locked =
          CompletableFuture.supplyAsync(
              () -> valueOf(session, "SELECT id FROM t WHERE id = 2 FOR SHARE"));
      cluster.replicas().forEach(node -> node.replicationLink().orElseThrow().restore());
      assertThat(locked.get(1, TimeUnit.MINUTES)).isEqualTo("2");
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("acknowledged");
    }
  }

  @Test
  void whoWaitsForNoFailoverReadsBesideOpenTransactionsAllTheSame() throws SQLException {
    try (LagrangeDataSource source = open("consistency=eventual&failoverTimeout=0ms");
        Connection session = source.getConnection();
        Connection busy = LagrangeUrl.owner(cluster)) {
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
