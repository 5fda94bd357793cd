package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a session has set, and a replica does not know yet. */
@Timeout(120)
final class StateNotGivenIT {

  private static final String USER = "SELECT current_user";

  @Test
  void aReplicaThatCannotBeGivenItIsPassedOver() throws SQLException {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start();
        ProxyOn proxy = ProxyOn.start(cluster, "consistency=weak");
        Connection client = proxy.connect("")) {
      PostgresNode replica = cluster.replicas().get(0);
      awaitReadOnReplica(client, USER, PostgresCluster.APP_USER);
      replica.pauseReplay();
      try (Connection superuser = cluster.primary().connectAsSuperuser()) {
        execute(superuser, "CREATE ROLE tenant");
        execute(superuser, "GRANT tenant TO " + PostgresCluster.APP_USER);
      }
      execute(client, "SET ROLE tenant");
      for (int i = 0; i < 3; i++) {
        assertThat(value(client, USER)).isEqualTo("tenant");
        assertThat(value(client, "SHOW lagrange.route")).startsWith("primary");
      }
      replica.resumeReplay();
      awaitReadOnReplica(client, USER, "tenant");
    }
  }
}
