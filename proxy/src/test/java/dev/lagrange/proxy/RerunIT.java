package dev.lagrange.proxy;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.backend.tls.TlsNodes;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a replica refuses runs on the primary, and the client sees only that it did. */
@Timeout(120)
final class RerunIT {

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws Exception {
    cluster = PostgresCluster.builder().replicas(1).start();
    Authority authority = Authority.named("authority");
    for (PostgresNode node : cluster.nodes()) {
      TlsNodes.turnOn(node, authority.server(), authority);
    }
    cluster.execute("CREATE TABLE t AS SELECT 'found' AS v");
    cluster.awaitReplicasCaughtUp();
    proxy = ProxyOn.start(cluster, "sslmode=require"); // which takes messages out of buffers
    cluster.replicas().forEach(PostgresNode::pauseReplay);
    cluster.execute("ALTER TABLE t ADD COLUMN late text DEFAULT 'found'");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  /** Short messages go to a server in one buffer with others, long ones by themselves. */
  @ParameterizedTest
  @CsvSource({
    "simple, 1", "simple, 5000",
    "extended, 1", "extended, 5000",
    "extendedForPrepared, 1", "extendedForPrepared, 5000"
  })
  void messagesArriveWholeOnceMore(String mode, int length) throws SQLException {
    String named = mode.equals("extendedForPrepared") ? "&prepareThreshold=-1" : "";
    try (Connection client = proxy.connect("preferQueryMode=" + mode + named)) {
      execute(client, "SET lagrange.consistency = 'weak'");
      ProxyOn.awaitReadOnReplica(client, "SELECT v FROM t", "found");
      for (int time = 0; time < 2; time++) {
        // each time another text, since of one that was refused the proxy knows
        String sql = "SELECT late FROM t WHERE length(?) = " + length + " -- " + mode + time;
        try (PreparedStatement read = client.prepareStatement(sql)) {
          read.setString(1, "x".repeat(length));
          try (ResultSet rows = read.executeQuery()) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getString(1)).isEqualTo("found");
          }
        }
        assertThat(value(client, "SHOW lagrange.route")).contains("it ran again elsewhere");
      }
    }
  }
}
