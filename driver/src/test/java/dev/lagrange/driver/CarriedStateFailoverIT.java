package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a session has set holds on the server that is promoted, too. */
final class CarriedStateFailoverIT {

  @Test
  void promotedPrimaryIsGivenTheState() throws SQLException {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start()) {
      try (Connection app = LagrangeUrl.owner(cluster)) {
        LagrangeUrl.execute(app, "CREATE TABLE t (v text)");
        LagrangeUrl.execute(app, "INSERT INTO t VALUES ('a'), ('b')");
        LagrangeUrl.execute(app, "ALTER TABLE t ENABLE ROW LEVEL SECURITY");
        LagrangeUrl.execute(app, "ALTER TABLE t FORCE ROW LEVEL SECURITY");
        LagrangeUrl.execute(
            app, "CREATE POLICY own ON t USING (v = current_setting('app.tenant', true))");
      }
      cluster.awaitReplicasCaughtUp();
      String url = LagrangeUrl.of(cluster, "consistency=weak&probeInterval=50ms");
      try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of());
          Connection connection = source.getConnection()) {
        LagrangeUrl.awaitReplicas(cluster, source);
        LagrangeUrl.execute(connection, "SET app.tenant = 'a'");
        assertThat(LagrangeUrl.value(connection, "SELECT v FROM t FOR SHARE")).isEqualTo("a");
        cluster.primary().kill();
        cluster.failOver();
        // an own statement on the server that is promoted, without anything set there before
        LagrangeUrl.execute(connection, "SET app.other = 'x'");
        assertThat(LagrangeUrl.value(connection, "SELECT v FROM t FOR SHARE")).isEqualTo("a");
        assertThat(LagrangeUrl.route(connection)).startsWith("primary");
        String all = "SELECT string_agg(v, ',') FROM t";
        assertThat(LagrangeUrl.value(connection, all)).isEqualTo("a");
        try (Connection other = source.getConnection()) {
          assertThat(LagrangeUrl.value(other, all)).as("a session that set nothing").isNull();
        }
      }
    }
  }
}
