package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PromotionIT {
  private static final String ANSWER = "SELECT answer FROM written";

  private PostgresCluster cluster;

  @BeforeEach
  void start() {
    cluster = PostgresCluster.builder().replicas(2).start();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  @Test
  void afterAFailoverTheOthersFollowTheNewPrimary() throws SQLException {
    PostgresNode old = cluster.primary();
    List<PostgresNode> replicas = cluster.replicas();
    old.kill();

    PostgresNode next = cluster.failOver();
    PostgresNode other = replicas.get(replicas.get(0) == next ? 1 : 0);
    write(next);
    cluster.awaitReplicasCaughtUp();

    assertThat(cluster.primary()).isSameAs(next);
    assertThat(cluster.nodes()).containsExactly(next, old, other);
    assertThat(cluster.hosts()).startsWith("127.0.0.1:" + next.port());
    assertThat(other.query(ANSWER)).isEqualTo("42");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void replicaThatHasReceivedMostIsPromoted(int shorter) throws SQLException {
    // what is acknowledged has been received by the other one
    cluster.close();
    cluster = PostgresCluster.builder().replicas(2).synchronous(1).start();
    PostgresNode old = cluster.primary();
    PostgresNode behind = cluster.replicas().get(shorter);
    behind.replicationLink().orElseThrow().refuse();
    write(old);

    PostgresNode next = cluster.failOver();

    assertThat(next).isNotSameAs(behind);
    assertThat(next.query(ANSWER)).isEqualTo("42");
    // the old primary goes on, and gets nowhere
    old.query("SELECT pg_logical_emit_message(false, 'lost', 'written after the promotion')");
    Await.until("the answer", Await.PATIENCE, () -> behind.query(ANSWER).equals("42"));
    Await.until(
        "the old primary to be alone",
        Await.PATIENCE,
        () -> old.query("SELECT count(*) FROM pg_stat_replication").equals("0"));
  }

  @Test
  void primaryThatWasStoppedFollowsItsSuccessor() throws SQLException {
    PostgresNode old = cluster.primary();
    PostgresNode next = cluster.replicas().get(0);
    cluster.awaitReplicasCaughtUp();
    old.stop();

    next.promote();
    cluster.replicas().forEach(node -> node.follow(next));
    old.start();
    write(next);
    cluster.awaitReplicasCaughtUp();

    assertThat(old.query(ANSWER)).isEqualTo("42");
    assertThat(old.replicationLink()).isPresent();
  }

  @Test
  void primaryWithAHistoryOfItsOwnIsRebuilt() throws SQLException {
    PostgresNode old = cluster.primary();
    PostgresNode next = cluster.replicas().get(0);
    PostgresNode other = cluster.replicas().get(1);
    cluster.awaitReplicasCaughtUp();
    // nothing of the old primary's own history may get there
    other.replicationLink().orElseThrow().refuse();
    next.promote();
    old.query("SELECT pg_logical_emit_message(false, 'lost', 'written after the promotion')");
    write(next);

    old.rebuildFrom(next);
    other.follow(next);
    other.replicationLink().orElseThrow().restore();
    cluster.awaitReplicasCaughtUp();

    assertThat(old.query(ANSWER)).isEqualTo("42");
    assertThat(old.query("SELECT pg_is_in_recovery()")).isEqualTo("t");
  }

  private static void write(PostgresNode primary) throws SQLException {
    try (Connection app = primary.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = app.createStatement()) {
      statement.execute("CREATE TABLE written AS SELECT 42 AS answer");
    }
  }
}
