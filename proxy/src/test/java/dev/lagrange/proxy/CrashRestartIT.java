package dev.lagrange.proxy;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What clients are told whose writes were acknowledged before they were on the disk of a primary
 * that then recovers from the death of one of its processes, without being started anew.
 */
@Timeout(120)
final class CrashRestartIT {

  private static final String READ = "SELECT string_agg(id::text, ' ' ORDER BY id) FROM w";

  private PostgresCluster cluster;

  /** Nothing but a commit that waits has the log written within the test. */
  @BeforeEach
  void start() throws SQLException {
    cluster =
        PostgresCluster.builder()
            .replicas(1)
            .setting("wal_writer_delay", "10s")
            .setting("autovacuum", "off")
            .start();
    cluster.execute(
        "CREATE TABLE w (id int)",
        "CREATE TABLE other (t text)",
        "INSERT INTO w VALUES (1)",
        "ALTER ROLE app SET synchronous_commit = off");
    cluster.awaitReplicasCaughtUp();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ProxyOn proxy(String scope) throws SQLException {
    return ProxyOn.start(cluster, "probeInterval=50ms&sessionScope=" + scope);
  }

  @ParameterizedTest
  @CsvSource({"cluster, true", "cluster, false", "datasource, true", "datasource, false"})
  void clientIsToldOnceOfAWriteThatACrashTook(String scope, boolean readBefore) throws Exception {
    assertTold(scope, readBefore, "", "INSERT INTO w VALUES (2)");
  }

  @ParameterizedTest
  @CsvSource({"cluster, true", "cluster, false", "datasource, true", "datasource, false"})
  void clientWhoseOneTextSaidSoIsTold(String scope, boolean readBefore) throws Exception {
    cluster.execute("ALTER ROLE app RESET synchronous_commit");
    assertTold(
        scope,
        readBefore,
        "preferQueryMode=simple",
        "SET LOCAL synchronous_commit = off; INSERT INTO w VALUES (2)");
  }

  private void assertTold(String scope, boolean readBefore, String options, String write)
      throws Exception {
    try (ProxyOn proxy = proxy(scope);
        Connection client = proxy.connect(options)) {
      execute(client, write);
      if (readBefore) {
        assertThat(value(client, READ)).isEqualTo("1 2");
      }
      cluster.primary().crash();
      cluster.execute("INSERT INTO other SELECT repeat('x', 100) FROM generate_series(1, 10000)");
      cluster.awaitReplicasCaughtUp();
      ClusterMonitor monitor = proxy.proxy().cluster(PostgresCluster.DATABASE).monitor();
      Await.until("a primary", Await.PATIENCE, () -> monitor.view().primary() != null);
      assertThatThrownBy(() -> value(client, READ))
          .isInstanceOfSatisfying(
              SQLException.class, told -> assertThat(told.getSQLState()).isEqualTo("LG002"));
      assertThat(value(client, READ)).isEqualTo("1");
      assertThat(value(client, READ)).isEqualTo("1");
    }
  }

  @ParameterizedTest
  @CsvSource({"cluster, true", "cluster, false", "datasource, true", "datasource, false"})
  void lostConnectionsOfWhoAsksThePrimaryDoubtNothing(String scope, boolean readBefore)
      throws Exception {
    try (ProxyOn proxy = proxy(scope);
        Connection client = proxy.connect("")) {
      execute(client, "INSERT INTO w VALUES (2)");
      if (readBefore) {
        assertThat(value(client, READ)).isEqualTo("1 2");
      }
      cluster.primary().endSessions("application_name = 'lagrange-monitor'");
      for (int i = 0; i < 5; i++) {
        assertThat(value(client, READ)).isEqualTo("1 2");
      }
    }
  }
}
