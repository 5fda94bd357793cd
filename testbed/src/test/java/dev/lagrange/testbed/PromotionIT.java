package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

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
    PostgresNode next = cluster.replicas().get(0);
    PostgresNode other = cluster.replicas().get(1);
    old.kill();

    next.promote();
    other.follow(next);
    write(next);
    cluster.awaitReplicasCaughtUp();

    assertThat(cluster.primary()).isSameAs(next);
    assertThat(cluster.nodes()).containsExactly(next, old, other);
    assertThat(cluster.hosts()).startsWith("127.0.0.1:" + next.port());
    assertThat(other.query(ANSWER)).isEqualTo("42");
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
