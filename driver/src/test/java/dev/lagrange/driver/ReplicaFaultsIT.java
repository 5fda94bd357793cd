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
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an application notices of replicas that die, hang, or come back: nothing, but one case. */
final class ReplicaFaultsIT {

  private static final List<String> LEVELS = List.of("eventual", "bounded(5s)", "weak");
  private static final String READ = "SELECT v FROM t WHERE id = 1";

  /** Long enough that a fault strikes in the middle of it. */
  private static final String LONG_READ =
      "SELECT count(*) FROM generate_series(1, 200000) AS n, t WHERE t.id = 1";

  private static PostgresCluster cluster;
  private LagrangeDataSource source;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (id int PRIMARY KEY, v text)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1, 'one')");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void open() throws SQLException {
    source =
        new LagrangeDataSource(
            LagrangeUrl.of(cluster, "probeTimeout=2s&probeInterval=50ms"), Map.of());
    // a cluster that lingers from the test before may not have seen its replicas come back yet
    awaitDown(List.of());
    LagrangeUrl.awaitReplicas(cluster, source);
  }

  @AfterEach
  void heal() {
    source.close();
    cluster.nodes().forEach(Fault::heal);
    cluster.awaitReplicasCaughtUp();
  }

  @ParameterizedTest
  @EnumSource
  void readsGoToThePrimaryWhileNoReplicaAnswersAndBackAfterwards(Fault fault) throws SQLException {
    try (Connection connection = source.getConnection();
        Workload readers = Workload.start(source, 3, ReplicaFaultsIT::readAtEveryLevel)) {
      readers.awaitProgress();
      cluster.replicas().forEach(fault::strike);
      readers.awaitProgress();
      awaitDown(cluster.replicas());
      for (String level : LEVELS) {
        assertThat(readAt(connection, level)).isEqualTo("one");
        assertThat(LagrangeUrl.route(connection))
            .as(level)
            .startsWith("primary")
            .endsWith("no replica is alive");
      }
      cluster.replicas().forEach(Fault::heal);
      for (String level : LEVELS) {
        awaitReadOnReplica(connection, level);
      }
      readers.awaitProgress();
      assertThat(readers.errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readsThatAReplicaDoesNotFinishRunElsewhere(Fault fault) {
    try (Workload readers =
        Workload.start(source, 4, connection -> LagrangeUrl.value(connection, LONG_READ))) {
      readers.awaitProgress();
      for (PostgresNode replica : cluster.replicas()) {
        fault.strike(replica);
        readers.awaitProgress();
        awaitDown(List.of(replica));
        Fault.heal(replica);
        awaitDown(List.of());
        readers.awaitProgress();
      }
      assertThat(readers.errors()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void statementsThatAreOpenWhenTheirReplicaGoesRunAgainElsewhere(Fault fault) throws SQLException {
    try (Connection connection = source.getConnection();
        PreparedStatement first = connection.prepareStatement(READ);
        PreparedStatement second = connection.prepareStatement(READ)) {
      for (PostgresNode replica : cluster.replicas()) {
        readOn(replica, connection, first);
        readOn(replica, connection, second);
        fault.strike(replica);
        awaitDown(List.of(replica));
        // New ones on the connection that is held, and those that are bound to it.
        assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
        assertThat(only(first)).isEqualTo("one");
        assertThat(only(second)).isEqualTo("one");
        Fault.heal(replica);
        awaitDown(List.of());
        assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      }
    }
  }

  @Test
  void replicaThatRestartedIsUsedAgainOverNewConnections() throws SQLException {
    PostgresNode only = cluster.replicas().get(0);
    PostgresNode other = cluster.replicas().get(1);
    Fault.KILLED.strike(other);
    try (Connection connection = source.getConnection()) {
      awaitDown(List.of(other));
      awaitReadOnReplica(connection, "eventual");
      only.kill();
      awaitDown(cluster.replicas());
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      assertThat(LagrangeUrl.route(connection)).startsWith("primary");
      only.start();
      awaitReadOnReplica(connection, "eventual");
      assertThat(LagrangeUrl.route(connection)).contains(":" + only.port());
    }
  }

  @Test
  void replicaThatWasDownWhenTheApplicationStartedIsUsedOnceItIsThere() throws SQLException {
    cluster.replicas().forEach(PostgresNode::kill);
    // Other options, so that this is a cluster that nobody has opened yet.
    String url = LagrangeUrl.of(cluster, "probeTimeout=2001ms&probeInterval=50ms");
    try (LagrangeDataSource late = new LagrangeDataSource(url, Map.of());
        Connection connection = late.getConnection()) {
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      assertThat(LagrangeUrl.route(connection)).startsWith("primary");
      cluster.replicas().forEach(PostgresNode::start);
      for (String level : LEVELS) {
        awaitReadOnReplica(connection, level);
      }
    }
  }

  @Test
  void replicaWhoseReplayIsPausedIsPassedOverUntilItCatchesUp() throws SQLException {
    PostgresNode paused = cluster.replicas().get(0);
    PostgresNode other = cluster.replicas().get(1);
    paused.pauseReplay();
    try (Connection connection = source.getConnection()) {
      for (int i = 1; i <= 10; i++) {
        LagrangeUrl.execute(connection, "INSERT INTO t VALUES (" + (100 + i) + ", 'new')");
        assertThat(LagrangeUrl.value(connection, "SELECT v FROM t WHERE id = " + (100 + i)))
            .isEqualTo("new");
        assertThat(LagrangeUrl.route(connection)).doesNotContain(":" + paused.port());
      }
      paused.resumeReplay();
      other.kill();
      awaitDown(List.of(other));
      awaitReadOnReplica(connection, "eventual");
      assertThat(LagrangeUrl.route(connection)).contains(":" + paused.port());
    } finally {
      paused.resumeReplay();
    }
  }

  @ParameterizedTest
  @EnumSource
  void readOnlyTransactionOnAReplicaThatGoesIsLostOnceAndNeverGoesOnElsewhere(Fault fault)
      throws SQLException {
    try (Connection connection = source.getConnection()) {
      beginOnReplica(connection);
      cluster.replicas().forEach(fault::strike);
      awaitDown(cluster.replicas());

      assertThatThrownBy(() -> LagrangeUrl.value(connection, READ))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      for (int i = 0; i < 3; i++) {
        assertThatThrownBy(() -> LagrangeUrl.value(connection, READ))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"))
            .hasMessageContaining("roll back");
      }
      connection.rollback();
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      assertThat(LagrangeUrl.route(connection)).startsWith("primary");
      connection.commit();
    }
  }

  @Test
  void lostTransactionThatIsCommittedSaysThatNothingOfItTookPlace() throws SQLException {
    try (Connection connection = source.getConnection()) {
      beginOnReplica(connection);
      cluster.replicas().forEach(PostgresNode::kill);
      assertThatThrownBy(() -> LagrangeUrl.value(connection, READ))
          .isInstanceOf(SQLException.class);
      assertThatThrownBy(connection::commit)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("40001"));
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      connection.rollback();
    }
  }

  @Test
  void rowsThatStopInTheMiddleAreAnErrorAndTheTransactionCanBeRolledBack() throws SQLException {
    try (Connection connection = source.getConnection()) {
      beginOnReplica(connection);
      try (PreparedStatement some =
          connection.prepareStatement("SELECT n FROM t, generate_series(1, 100000) AS n")) {
        some.setFetchSize(10);
        ResultSet rows = some.executeQuery();
        assertThat(rows.next()).isTrue();
        cluster.replicas().forEach(PostgresNode::kill);
        assertThatThrownBy(
                () -> {
                  while (rows.next()) {
                    rows.getInt(1);
                  }
                })
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).startsWith("08"));
      }
      connection.rollback();
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("one");
      connection.commit();
    }
  }

  private static void readAtEveryLevel(Connection connection) throws SQLException {
    for (String level : LEVELS) {
      readAt(connection, level);
    }
  }

  private static String readAt(Connection connection, String level) throws SQLException {
    return LagrangeUrl.value(connection, "/*+ consistency(" + level + ") */ " + READ);
  }

  private static String only(PreparedStatement statement) throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      rows.next();
      return rows.getString(1);
    }
  }

  /** Repeats a read until chance brings it to a certain node. */
  private static void readOn(
      PostgresNode node, Connection connection, PreparedStatement statement) {
    Await.until(
        "a read on " + node,
        Await.PATIENCE,
        () ->
            only(statement).equals("one")
                && LagrangeUrl.route(connection).contains(":" + node.port()));
  }

  /** Begins read-only transactions until one is on a replica. */
  private static void beginOnReplica(Connection connection) throws SQLException {
    connection.setReadOnly(true);
    connection.setAutoCommit(false);
    Await.until(
        "a transaction on a replica",
        Await.PATIENCE,
        () -> {
          connection.rollback();
          return LagrangeUrl.value(connection, READ).equals("one")
              && LagrangeUrl.route(connection).startsWith("replica");
        });
  }

  private static void awaitReadOnReplica(Connection connection, String level) {
    Await.until(
        "a read at " + level + " on a replica",
        Await.PATIENCE,
        () ->
            readAt(connection, level).equals("one")
                && LagrangeUrl.route(connection).startsWith("replica"));
  }

  /** Waits until these nodes are seen to be down, and no other. */
  private void awaitDown(List<PostgresNode> down) {
    List<String> expected = down.stream().map(node -> node.host() + ":" + node.port()).toList();
    Await.until(
        "just " + expected + " to be down of " + source.nodes().nodes(),
        Await.PATIENCE,
        () -> {
          List<String> found =
              source.nodes().nodes().stream()
                  .filter(node -> !node.live())
                  .map(node -> node.id().value())
                  .toList();
          return found.size() == expected.size() && found.containsAll(expected);
        });
  }
}
