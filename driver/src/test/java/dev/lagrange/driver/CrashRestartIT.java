package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A primary that recovers from the death of one of its processes says that it was started when it
 * was, and lacks what it had not written to its disk.
 */
final class CrashRestartIT {

  private static final String WEAK = "/*+ consistency(weak) */ ";
  private static final String STRONG = "/*+ consistency(strong) */ ";
  private static final String READ = "SELECT string_agg(id::text, ' ' ORDER BY id) FROM w";

  private PostgresCluster cluster;

  @AfterEach
  void stop() {
    cluster.close();
  }

  /** Nothing but a commit that waits has the log written within the test. */
  private LagrangeDataSource open(String scope) throws SQLException {
    return open(scope, 0);
  }

  private LagrangeDataSource open(String scope, int synchronous) throws SQLException {
    cluster =
        PostgresCluster.builder()
            .replicas(1)
            .synchronous(synchronous)
            .setting("wal_writer_delay", "10s")
            .setting("autovacuum", "off")
            .start();
    cluster.execute("CREATE TABLE w (id int)", "CREATE TABLE other (t text)");
    cluster.awaitReplicasCaughtUp();
    String options = "probeInterval=50ms&weakWrites=async&sessionScope=" + scope;
    LagrangeDataSource source = new LagrangeDataSource(LagrangeUrl.of(cluster, options), Map.of());
    awaitLag(source);
    return source;
  }

  /** Until it is known, with what the server logs of its own accord brought to its disk. */
  private void awaitLag(LagrangeDataSource source) {
    Await.until(
        "the replica's lag to be known",
        Await.PATIENCE,
        () -> {
          cluster.awaitReplicasCaughtUp();
          return source.nodes().replicas().stream().anyMatch(node -> node.lag() != null);
        });
  }

  @ParameterizedTest
  @CsvSource({
    "cluster, true",
    "cluster, false",
    "datasource, true",
    "datasource, false",
    "connection, true",
    "connection, false"
  })
  void sessionIsToldOnceOfAnAsynchronousWriteThatACrashTook(String scope, boolean readBefore)
      throws SQLException {
    try (LagrangeDataSource source = open(scope);
        Connection connection = source.getConnection()) {
      LagrangeUrl.execute(connection, "INSERT INTO w VALUES (1)");
      LagrangeUrl.execute(connection, WEAK + "INSERT INTO w VALUES (2)");
      if (readBefore) {
        assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1 2");
      }
      crashAndGoOn(source);
      assertToldOnce(connection);
    }
  }

  @Test
  void sessionIsToldOfAWriteThatItMadeAsynchronousItself() throws SQLException {
    try (LagrangeDataSource source = open("datasource");
        Connection writer = source.getConnection();
        Connection reader = source.getConnection()) {
      LagrangeUrl.execute(writer, "INSERT INTO w VALUES (1)");
      writer.setAutoCommit(false);
      LagrangeUrl.execute(writer, "SET SESSION synchronous_commit = off");
      LagrangeUrl.execute(writer, "INSERT INTO w VALUES (2)");
      writer.commit();
      crashAndGoOn(source);
      assertToldOnce(reader);
    }
  }

  /** What it says of itself says nothing of what its session wrote before. */
  @Test
  void strongWriteThatStandbysHoldHidesNoLossBeforeIt() throws SQLException {
    try (LagrangeDataSource source = open("datasource&strongReads=index", 1);
        Connection connection = source.getConnection()) {
      LagrangeUrl.execute(connection, "INSERT INTO w VALUES (1)");
      LagrangeUrl.execute(connection, WEAK + "INSERT INTO w VALUES (2)");
      crashAndGoOn(source);
      LagrangeUrl.execute(connection, STRONG + "INSERT INTO w VALUES (3)");
      assertToldOnce(connection, "1 3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "datasource", "connection"})
  void whatWasDurableIsNotDoubted(String scope) throws SQLException {
    try (LagrangeDataSource source = open(scope);
        Connection sampled = source.getConnection();
        Connection unsampled = source.getConnection()) {
      LagrangeUrl.execute(sampled, WEAK + "INSERT INTO w VALUES (1)");
      LagrangeUrl.execute(sampled, "INSERT INTO w VALUES (2)");
      assertThat(LagrangeUrl.value(sampled, READ)).isEqualTo("1 2");
      LagrangeUrl.execute(unsampled, "INSERT INTO w VALUES (3)");
      crashAndGoOn(source);
      assertThat(LagrangeUrl.value(unsampled, READ)).isEqualTo("1 2 3");
      LagrangeUrl.awaitReadOnReplica(sampled, READ);
      assertThat(LagrangeUrl.value(sampled, READ)).isEqualTo("1 2 3");
    }
  }

  @Test
  void monitorThatConnectsAnewDoubtsNothing() throws SQLException {
    try (LagrangeDataSource source = open("connection");
        Connection sampled = source.getConnection();
        Connection unsampled = source.getConnection()) {
      LagrangeUrl.execute(sampled, WEAK + "INSERT INTO w VALUES (1)");
      assertThat(LagrangeUrl.value(sampled, READ)).isEqualTo("1");
      LagrangeUrl.execute(unsampled, WEAK + "INSERT INTO w VALUES (2)");
      cluster.primary().endSessions("usename = '" + PostgresCluster.MONITOR_USER + "'");
      assertThat(LagrangeUrl.value(sampled, READ)).isEqualTo("1 2");
      assertThat(LagrangeUrl.value(unsampled, READ)).isEqualTo("1 2");
    }
  }

  private static void assertToldOnce(Connection connection) throws SQLException {
    assertToldOnce(connection, "1");
  }

  private static void assertToldOnce(Connection connection, String left) throws SQLException {
    assertThatThrownBy(() -> LagrangeUrl.value(connection, READ))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG002"))
        .hasMessageContaining("may be lost");
    assertThat(LagrangeUrl.value(connection, READ)).isEqualTo(left);
    assertThat(LagrangeUrl.value(connection, READ)).isEqualTo(left);
  }

  /** The log goes on well beyond where it was. */
  private void crashAndGoOn(LagrangeDataSource source) throws SQLException {
    PostgresNode primary = cluster.primary();
    primary.crash();
    cluster.execute("INSERT INTO other SELECT repeat('x', 100) FROM generate_series(1, 10000)");
    cluster.awaitReplicasCaughtUp();
    Await.until("a primary", Await.PATIENCE, () -> source.nodes().primary() != null);
  }
}
