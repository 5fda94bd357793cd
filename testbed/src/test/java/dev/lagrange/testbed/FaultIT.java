package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class FaultIT {
  private static final String COUNT = "SELECT count(*) FROM pg_tables WHERE tablename = 'written'";

  /** After what time it is clear that nobody answers. */
  private static final Duration SILENCE = Duration.ofSeconds(1);

  private static PostgresCluster cluster;
  private static PostgresNode replica;

  @BeforeAll
  static void start() {
    cluster = PostgresCluster.builder().replicas(1).start();
    replica = cluster.replicas().get(0);
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @AfterEach
  void forget() throws SQLException {
    execute("DROP TABLE IF EXISTS written");
    cluster.awaitReplicasCaughtUp();
  }

  @Test
  void pausedReplicaReceivesButDoesNotShow() throws SQLException {
    replica.pauseReplay();
    writeAndAwaitReceived();
    assertThat(replica.query(COUNT)).isEqualTo("0");

    replica.resumeReplay();
    cluster.awaitReplicasCaughtUp();
    assertThat(replica.query(COUNT)).isEqualTo("1");
  }

  @Test
  void delayedReplicaReceivesButDoesNotShow() throws SQLException {
    replica.applyDelay(Duration.ofHours(1));
    writeAndAwaitReceived();
    assertThat(replica.query(COUNT)).isEqualTo("0");

    replica.applyDelay(Duration.ZERO);
    cluster.awaitReplicasCaughtUp();
    assertThat(replica.query(COUNT)).isEqualTo("1");
  }

  @Test
  void replicaBehindACutLinkReceivesNothingUntilItIsRestored() throws SQLException {
    Link link = replica.replicationLink().orElseThrow();
    link.cut();
    execute("CREATE TABLE written ()");
    assertThat(replica.query(COUNT)).isEqualTo("0");

    link.restore();
    cluster.awaitReplicasCaughtUp();
    assertThat(replica.query(COUNT)).isEqualTo("1");
  }

  @Test
  void replicaReconnectsWhenItsLinkIsDropped() throws SQLException {
    replica.replicationLink().orElseThrow().drop();
    execute("CREATE TABLE written ()");

    cluster.awaitReplicasCaughtUp();

    assertThat(replica.query(COUNT)).isEqualTo("1");
  }

  @Test
  void clientBehindACutLinkHearsNothing() throws SQLException {
    replica.clientLink().cut();
    assertThatThrownBy(() -> connectThroughLink(SILENCE)).isInstanceOf(SQLException.class);

    replica.clientLink().restore();
    connectThroughLink(Await.PATIENCE).close();
  }

  @Test
  void frozenNodeDoesNotAnswerUntilItIsThawed() throws SQLException {
    try (Connection open = connectThroughLink(Await.PATIENCE)) {
      replica.freeze();
      open.setNetworkTimeout(Runnable::run, Math.toIntExact(SILENCE.toMillis()));
      assertThatThrownBy(() -> open.createStatement().execute("SELECT 1"))
          .isInstanceOf(SQLException.class);
    }
    assertThatThrownBy(() -> connectThroughLink(SILENCE)).isInstanceOf(SQLException.class);

    replica.thaw();
    connectThroughLink(Await.PATIENCE).close();
  }

  @Test
  void killedNodeBreaksItsConnectionsAndCatchesUpOnceStarted() throws SQLException {
    try (Connection open = connectThroughLink(Await.PATIENCE)) {
      replica.kill();
      assertThatThrownBy(() -> open.createStatement().execute("SELECT 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
    }
    assertThat(replica.isRunning()).isFalse();
    assertThatThrownBy(() -> connectThroughLink(Await.PATIENCE)).isInstanceOf(SQLException.class);
    execute("CREATE TABLE written ()");

    replica.start();
    cluster.awaitReplicasCaughtUp();
    assertThat(replica.query(COUNT)).isEqualTo("1");
  }

  @Test
  void frozenNodeCanBeKilledAndStartedAgain() {
    replica.freeze();
    replica.kill();
    replica.start();

    assertThat(replica.query("SELECT 1")).isEqualTo("1");
  }

  @Test
  void primaryKeepsItsDataOverRestartAndKill() throws SQLException {
    execute("CREATE TABLE written ()");
    cluster.primary().restart();
    assertThat(cluster.primary().query(COUNT)).isEqualTo("1");

    cluster.primary().kill();
    cluster.primary().start();
    assertThat(cluster.primary().query(COUNT)).isEqualTo("1");
  }

  private static void writeAndAwaitReceived() throws SQLException {
    execute("CREATE TABLE written ()");
    String position = cluster.primary().query("SELECT pg_current_wal_flush_lsn()");
    String received = "SELECT pg_last_wal_receive_lsn() >= '" + position + "'";
    Await.until(
        "the write to be received", Await.PATIENCE, () -> replica.query(received).equals("t"));
  }

  private static void execute(String sql) throws SQLException {
    try (Connection app =
            cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = app.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connectThroughLink(Duration patience) throws SQLException {
    long seconds = patience.toSeconds();
    String timeouts = "&connectTimeout=" + seconds + "&socketTimeout=" + seconds;
    return DriverManager.getConnection(
        replica.jdbcUrl() + timeouts, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }
}
