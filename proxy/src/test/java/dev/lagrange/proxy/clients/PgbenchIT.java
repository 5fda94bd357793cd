package dev.lagrange.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.ClientProgram;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** pgbench makes its tables through the proxy, and runs on them without an error. */
@Timeout(60)
final class PgbenchIT {
  private static final String SUMS =
      """
      SELECT (SELECT sum(abalance) FROM pgbench_accounts) = sum(delta)
        AND (SELECT sum(bbalance) FROM pgbench_branches) = sum(delta)
        AND (SELECT sum(tbalance) FROM pgbench_tellers) = sum(delta)
      FROM pgbench_history""";

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue(ClientProgram.PGBENCH.isFound(), ClientProgram.PGBENCH::notFound);
    cluster = PostgresCluster.builder().replicas(2).start();
    // one keeps up, so that reads leave the primary; the other is behind after each write
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(100));
    proxy = ProxyOn.start(cluster, "consistency=eventual");
    assertThat(pgbench("-i").success()).contains("done in");
  }

  @AfterAll
  static void stop() {
    if (cluster != null) {
      proxy.close();
      cluster.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void transactionsKeepTheirSums(String mode) throws Exception {
    int before = transactions();
    assertComplete(pgbench("-n", "-M", mode, "-c", "4", "-j", "2", "-t", "50"));
    assertThat(transactions() - before).isEqualTo(200);
    try (Connection connection = proxy.connect("")) {
      assertThat(Sql.value(connection, SUMS)).isEqualTo("t");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "prepared"})
  void readsAreServed(String mode) throws Exception {
    assertComplete(pgbench("-S", "-M", mode, "-c", "4", "-j", "2", "-t", "50"));
  }

  private static void assertComplete(ClientRun run) {
    assertThat(run.success())
        .contains("number of transactions actually processed: 200/200")
        .contains("number of failed transactions: 0 ")
        .doesNotContain("error");
  }

  private static int transactions() throws SQLException {
    try (Connection connection = proxy.connect("")) {
      return Integer.parseInt(Sql.value(connection, "SELECT count(*) FROM pgbench_history"));
    }
  }

  private static ClientRun pgbench(String... arguments) throws Exception {
    return ClientRun.of(ClientProgram.PGBENCH, proxy.port(), "", arguments);
  }
}
