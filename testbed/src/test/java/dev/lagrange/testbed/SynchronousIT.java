package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class SynchronousIT {
  @Test
  void commitNeedsOneReplicaOfTwo() throws Exception {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).synchronous(1).start()) {
      cut(cluster.replicas().get(0));
      create(cluster, "first");

      cut(cluster.replicas().get(1));
      CompletableFuture<Void> second = CompletableFuture.runAsync(() -> create(cluster, "second"));
      Await.until(
          "the commit to wait",
          Await.PATIENCE,
          () -> cluster.primary().countWaiting("SyncRep") == 1);
      assertThat(second).isNotDone();

      cluster.replicas().get(0).replicationLink().orElseThrow().restore();
      second.get(Await.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }
  }

  @Test
  void addedReplicaMayAcknowledge() {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).synchronous(1).start()) {
      cluster.addReplica();
      cut(cluster.replicas().get(0));

      create(cluster, "acknowledged");

      cluster.replicas().get(0).replicationLink().orElseThrow().restore();
      cluster.awaitReplicasCaughtUp();
    }
  }

  @Test
  void moreAcknowledgementsThanReplicasAreRejected() {
    PostgresCluster.Builder builder = PostgresCluster.builder().replicas(1).synchronous(2);

    assertThatThrownBy(builder::start)
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("Of 1 replicas, 2 cannot");
  }

  private static void cut(PostgresNode replica) {
    replica.replicationLink().orElseThrow().cut();
  }

  private static void create(PostgresCluster cluster, String table) {
    try (Connection app =
            cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = app.createStatement()) {
      statement.execute("CREATE TABLE " + table + " ()");
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
