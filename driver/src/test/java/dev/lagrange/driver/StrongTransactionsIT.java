package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Strong statements within transactions: on a deposed primary, and without their standbys. */
final class StrongTransactionsIT {

  private static final String READ = "SELECT max(id) FROM t";
  private static final String STRONG = "/*+ consistency(strong) */ ";
  private static final String EVENTUAL = "/*+ consistency(eventual) */ ";

  private PostgresCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).synchronous(1).start();
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(
          app, "CREATE TABLE t (id int UNIQUE DEFERRABLE INITIALLY DEFERRED, v int)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeDataSource open(String options) throws SQLException {
    String all = "consistency=strong&probeInterval=50ms&failoverTimeout=3s&" + options;
    LagrangeDataSource source = new LagrangeDataSource(LagrangeUrl.of(cluster, all), Map.of());
    LagrangeUrl.awaitReplicas(cluster, source);
    return source;
  }

  private static String answer(Connection connection, String sql) {
    try {
      return LagrangeUrl.value(connection, sql);
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private static String stateOf(SqlStep step) {
    try {
      step.run();
      return "none";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private interface SqlStep {
    void run() throws SQLException;
  }

  /** The clients' side of the network sees the old primary only, the servers the new one. */
  private void deposeBehindTheClientsBack() throws SQLException {
    cluster.replicas().forEach(node -> node.clientLink().refuse());
    cluster.failOver();
    try (Connection there =
        cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      LagrangeUrl.execute(there, "INSERT INTO t VALUES (2)");
    }
  }

  private void cut() {
    cluster
        .replicas()
        .forEach(node -> node.replicationLink().orElseThrow().cut(Direction.TO_CLIENT));
  }

  private void restore() {
    cluster.replicas().forEach(node -> node.replicationLink().orElseThrow().restore());
  }

  private void cancelWaitsUntil(CompletableFuture<String> done) {
    Await.until(
        "waits for standbys to be cancelled",
        Await.PATIENCE,
        () -> {
          try (Connection there = cluster.primary().connectAsSuperuser()) {
            LagrangeUrl.execute(
                there,
                "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
          }
          return done.isDone();
        });
  }

  @ParameterizedTest
  @CsvSource({
    "strongReads=index, ''",
    "strongReads=quorum, ''",
    "strongFencing=barrier, ''",
    "strongReads=index, savepoint",
    "strongFencing=barrier, savepoint",
    "strongReads=index, eventual",
    "strongFencing=barrier, eventual",
  })
  void deposedPrimaryServesNoStrongReadInATransaction(String options, String first)
      throws SQLException {
    try (LagrangeDataSource source = open(options);
        LagrangeDataSource unfenced = open("strongFencing=none");
        Connection careful = source.getConnection();
        Connection careless = unfenced.getConnection()) {
      assertThat(answer(careful, READ)).isEqualTo("1");
      assertThat(answer(careless, READ)).isEqualTo("1");
      deposeBehindTheClientsBack();
      careful.setAutoCommit(false);
      careless.setAutoCommit(false);

      if (first.equals("savepoint")) {
        careful.setSavepoint();
      } else if (first.equals("eventual")) {
        answer(careful, EVENTUAL + READ);
      }

      assertThat(answer(careless, STRONG + READ)).as("without a fence").isEqualTo("1");
      assertThat(answer(careful, STRONG + READ)).isIn("LG004", "40001");
      careful.rollback();
      careless.rollback();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"strong", "eventual"})
  void commitOfAStrongWriteThatNobodyHoldsIsOfUnknownOutcome(String first) throws Exception {
    try (LagrangeDataSource source = open("strongReads=index");
        Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      LagrangeUrl.value(connection, (first.equals("strong") ? STRONG : EVENTUAL) + "SELECT 1");
      LagrangeUrl.execute(connection, STRONG + "INSERT INTO t VALUES (2)");
      cut();
      CompletableFuture<String> commit =
          CompletableFuture.supplyAsync(() -> stateOf(connection::commit));
      cancelWaitsUntil(commit);

      assertThat(commit.join()).isEqualTo("08007");
      assertThat(stateOf(connection::rollback)).isEqualTo("none");
      assertThat(stateOf(() -> connection.setAutoCommit(true))).isEqualTo("none");
      restore();
    }
  }

  @Test
  void refusedCommitIsNothingThatStandbysHaveToHold() throws SQLException {
    try (LagrangeDataSource source = open("strongReads=index");
        Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      LagrangeUrl.execute(connection, "INSERT INTO t VALUES (1)");
      cut();

      assertThat(stateOf(connection::commit)).isEqualTo("23505");
      assertThat(stateOf(() -> connection.setAutoCommit(true))).isEqualTo("none");
      restore();
    }
  }

  @Test
  void transactionThatOnlyReadHasNothingToConfirmAtItsEnd() throws SQLException {
    try (LagrangeDataSource source = open("strongReads=index");
        Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      assertThat(answer(connection, READ)).isEqualTo("1");
      cut();

      assertThat(stateOf(connection::commit)).isEqualTo("none");
      assertThat(stateOf(() -> LagrangeUrl.execute(connection, "SET LOCAL work_mem = '5MB'")))
          .isEqualTo("none");
      connection.rollback();
      restore();
    }
  }

  @Test
  void confirmedWriteIsNotSaidToBeLost() throws Exception {
    try (LagrangeDataSource source = open("strongReads=quorum");
        Connection connection = source.getConnection()) {
      LagrangeUrl.execute(connection, "INSERT INTO t VALUES (2)");
      PostgresNode old = cluster.primary();
      old.kill();
      cluster.failOver();

      String[] last = {""};
      Await.until(
          "strong reads to go on",
          Await.PATIENCE,
          () -> {
            last[0] = answer(connection, READ);
            return !last[0].equals("LG004") && !last[0].startsWith("08");
          });
      assertThat(last[0]).isEqualTo("2");
    }
  }

  @Test
  void readOnlyTransactionShowsNothingUnconfirmedHoweverOftenItAsks() throws Exception {
    cluster.close();
    cluster = PostgresCluster.builder().replicas(3).synchronous(2).start();
    try (Connection app = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (id int)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
    PostgresNode ahead = cluster.replicas().get(0);
    try (LagrangeDataSource source = open("strongReads=index");
        Connection strong = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster)) {
      strong.setAutoCommit(false);
      strong.setReadOnly(true);
      cluster
          .replicas()
          .subList(1, 3)
          .forEach(node -> node.replicationLink().orElseThrow().cut(Direction.TO_CLIENT));
      CompletableFuture<String> write =
          CompletableFuture.supplyAsync(
              () -> stateOf(() -> LagrangeUrl.execute(writer, "INSERT INTO t VALUES (2)")));
      Await.until(
          "the write to show",
          Await.PATIENCE,
          () -> {
            try (Connection there =
                ahead.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
              return LagrangeUrl.value(there, READ).equals("2");
            }
          });

      assertThat(answer(strong, READ)).isIn("LG001", "LG004");
      assertThat(answer(strong, READ)).isIn("LG001", "LG004");
      strong.rollback();
      restore();
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("none");
      assertThat(answer(strong, READ)).isEqualTo("2");
    }
  }
}
