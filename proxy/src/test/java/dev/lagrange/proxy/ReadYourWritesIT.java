package dev.lagrange.proxy;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A client writes, and another reads at once what was written, while replicas lag. */
final class ReadYourWritesIT {

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    cluster.execute("CREATE TABLE t (id int PRIMARY KEY, v text)", "INSERT INTO t VALUES (1, '0')");
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple", "extendedForPrepared", "extendedCacheEverything"})
  void nothingIsMissed(String mode) throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, "consistency=eventual");
        Connection writer = proxy.connect("preferQueryMode=" + mode);
        Connection reader = proxy.connect("preferQueryMode=" + mode)) {
      int onReplica = 0;
      for (int i = 1; i <= 100; i++) {
        execute(writer, "UPDATE t SET v = '" + mode + i + "' WHERE id = 1");
        assertThat(value(reader, "SELECT v FROM t WHERE id = 1")).isEqualTo(mode + i);
        onReplica += value(reader, "SHOW lagrange.route").startsWith("replica") ? 1 : 0;
      }
      assertThat(onReplica).isGreaterThan(50);
    }
  }

  @Test
  void weakMissesIt() throws SQLException {
    int missed = 0;
    try (ProxyOn proxy = ProxyOn.start(cluster, "consistency=weak");
        Connection writer = proxy.connect("");
        Connection reader = proxy.connect("")) {
      cluster.replicas().forEach(replica -> replica.pauseReplay());
      for (int i = 1; i <= 20; i++) {
        execute(writer, "UPDATE t SET v = 'weak" + i + "' WHERE id = 1");
        missed += value(reader, "SELECT v FROM t WHERE id = 1").equals("weak" + i) ? 0 : 1;
      }
    } finally {
      cluster.replicas().forEach(replica -> replica.resumeReplay());
    }
    assertThat(missed).isPositive();
  }
}
