package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Reads that rely on what an event loop has asked the primary itself. */
@Timeout(120)
final class PrimarySamplesIT {

  private static final String OF_LOOPS_AND_MONITOR =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'lagrange-monitor'"
          + " AND query LIKE '%pg_current_wal_insert_lsn()::text%'";

  private static final String END_THEM =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
          + " WHERE application_name = 'lagrange-monitor'"
          + " AND query LIKE '%pg_current_wal_insert_lsn()::text%'";

  private static PostgresCluster cluster(PostgresCluster.Builder builder) throws SQLException {
    PostgresCluster cluster = builder.start();
    try (Connection app = direct(cluster.primary())) {
      execute(app, "CREATE TABLE t (id int PRIMARY KEY, v int)");
      execute(app, "INSERT INTO t VALUES (1, 0)");
    }
    cluster.awaitReplicasCaughtUp();
    return cluster;
  }

  private static Connection direct(PostgresNode node) throws SQLException {
    return node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  /** How many of a hundred reads missed what was written just before, by somebody else. */
  private static int missed(PostgresCluster cluster, Connection client) throws SQLException {
    int missed = 0;
    try (Connection other = direct(cluster.primary())) {
      for (int i = 1; i <= 100; i++) {
        execute(other, "UPDATE t SET v = " + i);
        missed += value(client, "SELECT v FROM t").equals(Integer.toString(i)) ? 0 : 1;
      }
    }
    return missed;
  }

  @Test
  void whatOthersWroteIsSeen() throws SQLException {
    try (PostgresCluster cluster = cluster(PostgresCluster.builder().replicas(2));
        ProxyOn proxy = ProxyOn.start(cluster, "");
        Connection client = proxy.connect("");
        Connection weak = proxy.connect("options=-c%20lagrange.consistency=weak");
        Connection admin = cluster.primary().connectAsSuperuser()) {
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
      Await.until(
          "a loop's own questions",
          Await.PATIENCE,
          () -> {
            value(client, "SELECT v FROM t");
            return Integer.parseInt(value(admin, OF_LOOPS_AND_MONITOR)) >= 2;
          });
      cluster.replicas().forEach(replica -> replica.applyDelay(Duration.ofMillis(100)));
      assertThat(missed(cluster, client)).isZero();
      assertThat(missed(cluster, weak)).as("the negative control").isPositive();
    }
  }

  @Test
  void whatIsAskedOverConnectionsThatBreakIsSeenToo() throws SQLException {
    try (PostgresCluster cluster = cluster(PostgresCluster.builder().replicas(1));
        ProxyOn proxy = ProxyOn.start(cluster, "");
        Connection client = proxy.connect("");
        Connection other = direct(cluster.primary());
        Connection admin = cluster.primary().connectAsSuperuser()) {
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
      for (int i = 1; i <= 60; i++) {
        execute(other, "UPDATE t SET v = " + i);
        if (i % 3 == 0) {
          execute(admin, END_THEM);
        }
        assertThat(value(client, "SELECT v FROM t")).isEqualTo(Integer.toString(i));
      }
    }
  }

  @Test
  void aFrozenPrimaryHoldsNoReadForLongerThanAProbe() throws SQLException {
    try (PostgresCluster cluster = cluster(PostgresCluster.builder().replicas(1));
        ProxyOn proxy = ProxyOn.start(cluster, "probeTimeout=500ms");
        Connection client = proxy.connect("")) {
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
      value(client, "SELECT v FROM t");
      cluster.primary().freeze();
      try {
        for (int i = 0; i < 10; i++) {
          assertThat(value(client, "SELECT v FROM t")).isEqualTo("0");
        }
      } finally {
        cluster.primary().thaw();
      }
      try (Connection other = direct(cluster.primary())) {
        Await.until(
            "the primary to be known again",
            Await.PATIENCE,
            () ->
                proxy.proxy().cluster(PostgresCluster.DATABASE).monitor().view().primary() != null);
        execute(other, "UPDATE t SET v = 1");
        assertThat(value(client, "SELECT v FROM t")).isEqualTo("1");
      }
    }
  }

  @Test
  void whereStandbysAcknowledgeTheMonitorAsksInFull() throws SQLException {
    try (PostgresCluster cluster = cluster(PostgresCluster.builder().replicas(2).synchronous(1));
        ProxyOn proxy = ProxyOn.start(cluster, "");
        Connection client = proxy.connect("")) {
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
      assertThat(missed(cluster, client)).isZero();
    }
  }

  @Test
  void afterAFailoverTheNewPrimaryIsAsked() throws SQLException {
    try (PostgresCluster cluster = cluster(PostgresCluster.builder().replicas(2));
        ProxyOn proxy = ProxyOn.start(cluster, "failoverTimeout=60s");
        Connection client = proxy.connect("")) {
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
      cluster.awaitReplicasCaughtUp();
      cluster.primary().kill();
      cluster.failOver();
      execute(client, "UPDATE t SET v = -1");
      Await.until(
          "what is told once of the lost node to have been told",
          Await.PATIENCE,
          () -> {
            try {
              return value(client, "SELECT v FROM t").equals("-1");
            } catch (SQLException told) {
              assertThat(told.getSQLState()).isEqualTo("LG002");
              return false;
            }
          });
      assertThat(missed(cluster, client)).isZero();
    }
  }
}
