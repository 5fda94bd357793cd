package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What is left once everything is closed: nothing. */
final class ClosingIT {

  @Test
  void neitherThreadsNorConnectionsOutliveTheLastUse() throws SQLException {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start()) {
      try (LagrangeDataSource source =
              new LagrangeDataSource(LagrangeUrl.of(cluster, ""), Map.of());
          Workload readers =
              Workload.start(source, 4, connection -> LagrangeUrl.value(connection, "SELECT 1"));
          Connection pinned = source.getConnection();
          Connection open = source.getConnection();
          Connection moved = source.getConnection()) {
        LagrangeUrl.execute(pinned, "CREATE TEMP TABLE mine (id int)");
        open.setAutoCommit(false);
        LagrangeUrl.execute(open, "CREATE TABLE t (id int)");
        LagrangeUrl.awaitReadOnReplica(moved, "SELECT 1");
        // which asks the replicas for the transaction that is open
        LagrangeUrl.value(moved, "/*+ consistency(strong) */ SELECT 1");
        readers.awaitProgress();
        assertThat(BadInputIT.threadsOf("lagrange-")).isNotEmpty();
      }
      Await.until(
          "threads to end", Await.PATIENCE, () -> BadInputIT.threadsOf("lagrange-").isEmpty());
      for (PostgresNode node : cluster.nodes()) {
        Await.until("connections to end on " + node, Await.PATIENCE, () -> connections(node) == 0);
      }
    }
  }

  private static int connections(PostgresNode node) throws SQLException {
    try (Connection superuser = node.connectAsSuperuser()) {
      return Integer.parseInt(
          LagrangeUrl.value(
              superuser,
              "SELECT count(*) FROM pg_stat_activity WHERE usename IN ('"
                  + PostgresCluster.APP_USER
                  + "', '"
                  + PostgresCluster.MONITOR_USER
                  + "')"));
    }
  }
}
