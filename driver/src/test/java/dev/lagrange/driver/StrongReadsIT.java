package dev.lagrange.driver;

import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Strong reads by replicas of a cluster in which one of two acknowledges each write. */
final class StrongReadsIT {

  private static final int WRITES = 50;

  private StandbyCluster cluster;
  private PostgresNode old;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(2, 1);
    old = cluster.primary();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeDataSource open(String strongReads, String failoverTimeout) throws SQLException {
    return LagrangeUrl.open(
        cluster,
        "consistency=strong&strongReads=" + strongReads + "&failoverTimeout=" + failoverTimeout);
  }

  private static String readOf(Connection connection) {
    return stateOf(connection, READ);
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void whatAnybodyWroteIsReadOnReplicas(String strongReads) throws SQLException {
    int onReplicas = 0;
    try (Connection writer = LagrangeUrl.owner(cluster.servers());
        LagrangeDataSource source = open(strongReads, "1min");
        Connection reader = source.getConnection()) {
      PostgresNode paused = cluster.replicas().get(0);
      String weakRead = "/*+ consistency(weak) */ " + READ;
      // One whose lag was never known serves nothing, not even weak reads.
      Await.until(
          "weak reads on the one to be paused",
          Await.PATIENCE,
          () -> {
            LagrangeUrl.value(reader, weakRead);
            return LagrangeUrl.route(reader).contains(":" + paused.clientLink().port());
          });
      paused.pauseReplay();
      for (int id = 2; id <= WRITES; id++) {
        LagrangeUrl.execute(writer, "INSERT INTO t VALUES (" + id + ")");
        LagrangeUrl.value(reader, weakRead);
        assertThat(LagrangeUrl.value(reader, READ)).isEqualTo(Integer.toString(id));
        onReplicas += LagrangeUrl.route(reader).startsWith("replica") ? 1 : 0;
      }
      Await.until(
          "a weak read that misses the last write",
          Await.PATIENCE,
          () -> !LagrangeUrl.value(reader, weakRead).equals(Integer.toString(WRITES)));
    }
    assertThat(onReplicas).as("strong reads on replicas").isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void deposedPrimaryThatLivesOnLetsNoStaleReadPass(String strongReads) throws SQLException {
    try (LagrangeDataSource source = open(strongReads, "3s");
        LagrangeDataSource unfenced = open("primary", "3s");
        Connection careful = source.getConnection();
        Connection careless = unfenced.getConnection()) {
      assertThat(LagrangeUrl.value(careful, READ)).isEqualTo("1");
      assertThat(LagrangeUrl.value(careless, READ)).isEqualTo("1");

      cluster.deposeBehindTheClientsBack();

      assertThat(LagrangeUrl.value(careless, READ)).isEqualTo("1");
      assertThat(readOf(careful)).isEqualTo("LG004");

      cluster.showAllToClients();
      Await.until("strong reads to go on", Await.PATIENCE, () -> readOf(careful).equals("none"));
      assertThat(LagrangeUrl.value(careful, READ)).isEqualTo("2");
    }
  }

  @Test
  void quorumReadsNeedNoPrimaryThatClientsReach() throws SQLException {
    try (Connection writer = LagrangeUrl.owner(cluster.servers());
        LagrangeDataSource byQuorum = open("quorum", "20s");
        LagrangeDataSource byIndex = open("index", "1s");
        Connection quorum = byQuorum.getConnection();
        Connection index = byIndex.getConnection()) {
      old.clientLink().refuse();
      Await.until("the index to be missed", Await.PATIENCE, () -> !readOf(index).equals("none"));

      for (int id = 2; id <= WRITES; id++) {
        LagrangeUrl.execute(writer, "INSERT INTO t VALUES (" + id + ")");
        assertThat(LagrangeUrl.value(quorum, READ)).isEqualTo(Integer.toString(id));
        assertThat(LagrangeUrl.route(quorum)).startsWith("replica");
      }
    }
  }

  @Test
  void asynchronousClusterIsRefusedWhenItIsOpened() throws SQLException {
    old.set("synchronous_standby_names", "");
    Await.until("the setting to hold", Await.PATIENCE, () -> namesOn(old).isEmpty());
    for (String strongReads : List.of("index", "quorum")) {
      assertThatThrownBy(
              () -> {
                try (LagrangeDataSource source = open(strongReads, "1min")) {
                  source.getConnection().close();
                }
              })
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
          .hasMessageContaining("R + W > N")
          .hasMessageContaining("W = 0")
          .hasMessageContaining("synchronous_standby_names=''");
    }
  }

  private static String namesOn(PostgresNode node) throws SQLException {
    try (Connection there = node.connectAsSuperuser()) {
      return LagrangeUrl.value(there, "SHOW synchronous_standby_names");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void strongStatementsAreRefusedWhileNobodyNeedAcknowledge(String strongReads)
      throws SQLException {
    try (LagrangeDataSource source = open(strongReads, "3s");
        Connection connection = source.getConnection()) {
      old.set("synchronous_standby_names", "");
      Await.until("reads to be refused", Await.PATIENCE, () -> readOf(connection).equals("LG004"));
      assertThatThrownBy(() -> LagrangeUrl.execute(connection, "INSERT INTO t VALUES (7)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
          .hasMessageContaining("R + W > N");
      LagrangeUrl.execute(connection, "/*+ consistency(eventual) */ INSERT INTO t VALUES (2)");
      assertThat(LagrangeUrl.value(connection, "/*+ consistency(eventual) */ " + READ))
          .as("what was refused did not run")
          .isEqualTo("2");

      old.set("synchronous_standby_names", "ANY 1 (*)");
      Await.until("the setting to hold", Await.PATIENCE, () -> readOf(connection).equals("none"));
      assertThat(stateOf(connection, "INSERT INTO t VALUES (3)")).isEqualTo("none");
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("3");
    }
  }

  @Test
  void quorumReadsOnALaterTimelineByAProcessThatCameAfterIt() throws SQLException {
    old.kill();
    cluster.servers().failOver();
    old.rebuildFrom(cluster.primary());
    cluster.servers().awaitReplicasCaughtUp();
    try (LagrangeDataSource source = open("quorum", "20s");
        Connection connection = source.getConnection()) {
      for (int i = 0; i < WRITES; i++) {
        assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1");
      }
      cluster.primary().clientLink().refuse();
      Await.until("it to be missed", Await.PATIENCE, () -> source.nodes().primary() == null);

      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1");
      assertThat(LagrangeUrl.route(connection)).startsWith("replica");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void strongReadsGoOnWithTheNextPrimary(String strongReads) throws SQLException {
    try (LagrangeDataSource source = open(strongReads, "30s");
        Workload readers = Workload.start(source, 4, c -> LagrangeUrl.value(c, READ));
        Connection connection = source.getConnection()) {
      readers.awaitProgress();
      LagrangeUrl.execute(connection, "INSERT INTO t VALUES (2)");
      old.kill();
      cluster.servers().failOver();

      Await.until("writes to go on", Await.PATIENCE, () -> readOf(connection).equals("none"));
      readers.awaitProgress();
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("2");
    }
  }
}
