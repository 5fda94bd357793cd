package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Where statements go on a healthy cluster, as a client sees it. */
final class RoutingIT {

  private static final String READ = "SELECT v FROM t WHERE id = 1";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    try (Connection connection = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(connection, "CREATE TABLE t (id int PRIMARY KEY, v text)");
      LagrangeUrl.execute(connection, "INSERT INTO t VALUES (1, 'one')");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void readGoesToReplicaAtEachLevelButStrong() throws SQLException {
    for (String level : new String[] {"weak", "eventual", "bounded(5s)"}) {
      try (Connection connection = LagrangeUrl.connect(cluster, "consistency=" + level)) {
        LagrangeUrl.awaitReadOnReplica(connection, READ);
        assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      }
    }
    try (Connection connection = LagrangeUrl.connect(cluster, "consistency=strong")) {
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      assertThat(LagrangeUrl.route(connection)).startsWith("primary");
    }
  }
}
