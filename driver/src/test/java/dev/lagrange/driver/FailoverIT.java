package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * Primaries that are killed, one after the other, under an application that reads and writes; it
 * prints how long after each promotion the first write was acknowledged, and asserts nothing of
 * that.
 */
final class FailoverIT {

  private static final int PROMOTIONS = 5;

  @Test
  void readsGoOnAndNoWriteIsLostOrDoubled() throws Exception {
    List<Long> millis = new ArrayList<>();
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).synchronous(1).start()) {
      try (Connection app = LagrangeUrl.owner(cluster)) {
        LagrangeUrl.execute(app, "CREATE TABLE one (n int)");
        LagrangeUrl.execute(app, "CREATE TABLE other (n int)");
      }
      cluster.awaitReplicasCaughtUp();
      try (LagrangeDataSource source =
              new LagrangeDataSource(
                  LagrangeUrl.of(cluster, "consistency=eventual&failoverTimeout=1min"), Map.of());
          NumberWriter one = NumberWriter.start(source, "one");
          NumberWriter other = NumberWriter.start(source, "other")) {
        LagrangeUrl.awaitReplicas(cluster, source);
        List<NumberWriter> writers = List.of(one, other);
        try (Workload readers = Workload.start(source, 2, FailoverIT::read)) {
          for (int i = 0; i < PROMOTIONS; i++) {
            millis.add(promoteAfterAKill(cluster, writers, readers));
          }
          // one for each write of which nobody could say any more what became of it
          assertThat(readers.states())
              .isSubsetOf("LG002")
              .hasSizeLessThanOrEqualTo(PROMOTIONS * writers.size());
        }
        for (NumberWriter writer : writers) {
          writer.stop();
          assertThat(writer.states()).isSubsetOf("08007", "LG002");
          assertAllThere(cluster.primary(), writer);
        }
      }
    }
    System.out.println("first write after a promotion: " + millis + " ms");
  }

  private static long promoteAfterAKill(
      PostgresCluster cluster, List<NumberWriter> writers, Workload readers) {
    writers.forEach(writer -> writer.awaitMore(10));
    PostgresNode old = cluster.primary();
    old.kill();
    readers.awaitProgress();
    cluster.failOver();
    long promotedAt = System.nanoTime();
    long first =
        writers.stream()
            .mapToLong(writer -> writer.untilNextAfter(promotedAt).toMillis())
            .min()
            .orElseThrow();
    old.rebuildFrom(cluster.primary());
    writers.forEach(writer -> writer.awaitMore(10));
    return first;
  }

  private static void read(Connection connection) throws SQLException {
    LagrangeUrl.value(connection, "SELECT count(*) FROM one");
  }

  /** As the primary itself shows it. */
  private static void assertAllThere(PostgresNode primary, NumberWriter writer)
      throws SQLException {
    try (Connection there =
            primary.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = there.createStatement()) {
      writer.assertAllThere(statement);
    }
  }
}
