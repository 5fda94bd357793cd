package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/**
 * What a replica refuses or cancels runs on the primary, once, and nobody notices. The write that
 * no text shows is a function in attribute notation: {@code t.bump} calls {@code bump(t)}.
 */
final class RerunIT {

  private static PostgresCluster cluster;
  private LagrangeDataSource source;
  private Connection connection;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (id int PRIMARY KEY, v text)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1, 'one')");
      LagrangeUrl.execute(app, "CREATE TABLE nap AS SELECT 600 AS seconds");
      LagrangeUrl.execute(app, "CREATE SEQUENCE bumped");
      LagrangeUrl.execute(
          app, "CREATE FUNCTION bump(t) RETURNS bigint LANGUAGE sql RETURN nextval('bumped')");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open(TestInfo test) throws SQLException {
    cluster.awaitReplicasCaughtUp();
    // its own counts, and nothing remembered from before
    String options =
        "consistency=weak&ApplicationName=" + test.getTestMethod().orElseThrow().getName();
    source = new LagrangeDataSource(LagrangeUrl.of(cluster, options), Map.of());
    connection = source.getConnection();
    LagrangeUrl.awaitReplicas(cluster, source);
    LagrangeUrl.value(connection, "SELECT v FROM t");
    assertThat(LagrangeUrl.route(connection)).startsWith("replica");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
    source.close();
    PostgresNode replica = cluster.replicas().get(0);
    replica.resumeReplay();
    replica.set("max_standby_streaming_delay", "30s");
  }

  private Map<String, String> reruns() throws SQLException {
    Map<String, String> counts = new HashMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW lagrange.reruns")) {
      while (rows.next()) {
        counts.put(rows.getString(1), rows.getString(2));
      }
    }
    return counts;
  }

  private static long bumped() throws SQLException {
    try (Connection app = LagrangeUrl.owner(cluster)) {
      return Long.parseLong(
          LagrangeUrl.value(
              app, "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM bumped"));
    }
  }

  @Test
  void aWriteInDisguiseRunsOnceOnThePrimaryAndNextTimeThereAtOnce() throws SQLException {
    long before = bumped();

    assertThat(LagrangeUrl.value(connection, "SELECT t.bump FROM t WHERE id < 7"))
        .isEqualTo(Long.toString(before + 1));
    assertThat(LagrangeUrl.route(connection)).startsWith("primary").contains("ran again");
    assertThat(reruns()).containsEntry("refused as write", "1");

    assertThat(LagrangeUrl.value(connection, "SELECT t.bump /* x */ FROM t WHERE id < 9"))
        .isEqualTo(Long.toString(before + 2));
    assertThat(LagrangeUrl.route(connection)).startsWith("primary").contains("refused such");
    assertThat(reruns()).containsEntry("refused as write", "1");
    assertThat(bumped()).isEqualTo(before + 2);
  }

  @Test
  void parametersAreSentAgain() throws SQLException {
    try (PreparedStatement bump =
        connection.prepareStatement("SELECT t.bump, v FROM t WHERE id = ? AND v = ?")) {
      bump.setInt(1, 1);
      bump.setString(2, "one");
      try (ResultSet rows = bump.executeQuery()) {
        assertThat(rows.next()).isTrue();
        assertThat(rows.getString(2)).isEqualTo("one");
      }
    }
    assertThat(reruns()).containsEntry("refused as write", "1");
  }

  @Test
  void theFirstStatementOfAReadOnlyTransactionIsRefusedByThePrimaryToo() throws SQLException {
    long before = bumped();
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    assertThatThrownBy(() -> LagrangeUrl.value(connection, "SELECT t.bump + 1 FROM t"))
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("25006");
    connection.rollback();
    assertThat(bumped()).isEqualTo(before);
  }

  @Test
  void laterInATransactionARefusalReachesTheApplication() throws SQLException {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    LagrangeUrl.value(connection, "SELECT v FROM t");
    assertThatThrownBy(() -> LagrangeUrl.value(connection, "SELECT t.bump * 2 FROM t"))
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("25006");
    assertThat(reruns()).containsEntry("refused as write", "0");
    connection.rollback();
  }

  @Test
  void aTableThatHasNotGotThereYetIsReadOnThePrimary() throws SQLException {
    cluster.replicas().get(0).pauseReplay();
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "DROP TABLE IF EXISTS young");
      LagrangeUrl.execute(app, "CREATE TABLE young AS SELECT 'here' AS v");
    }
    assertThat(LagrangeUrl.value(connection, "SELECT v FROM young")).isEqualTo("here");
    assertThat(LagrangeUrl.route(connection)).startsWith("primary");
  }

  @Test
  void aTableThatIsNowhereIsMissingOnce() {
    assertThatThrownBy(() -> LagrangeUrl.value(connection, "SELECT v FROM nowhere"))
        .extracting(e -> ((SQLException) e).getSQLState())
        .isEqualTo("42P01");
  }

  @Test
  void aReadThatReplayCancelsRunsElsewhere() throws Exception {
    PostgresNode replica = cluster.replicas().get(0);
    replica.set("max_standby_streaming_delay", "0");
    CompletableFuture<String> read =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return LagrangeUrl.value(connection, "SELECT v FROM t, nap, pg_sleep(seconds)");
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    Await.until(
        "the read to run on the replica",
        Await.PATIENCE,
        () -> replica.countWaiting("PgSleep") == 1);
    try (Connection app = LagrangeUrl.owner(cluster)) {
      // Whoever reads from now on does not sleep.
      LagrangeUrl.execute(app, "UPDATE nap SET seconds = 0");
      LagrangeUrl.execute(app, "ALTER TABLE t ADD COLUMN IF NOT EXISTS w int");
      LagrangeUrl.execute(app, "ALTER TABLE t DROP COLUMN w");
    }
    assertThat(read.get()).isEqualTo("one");
    assertThat(reruns()).containsEntry("recovery conflict", "1");
    assertThat(LagrangeUrl.route(connection)).startsWith("primary");
  }
}
