package dev.lagrange.driver;

import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.answer;
import static dev.lagrange.testbed.StandbyCluster.replication;
import static dev.lagrange.testbed.StandbyCluster.shownBy;
import static dev.lagrange.testbed.StandbyCluster.stateOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.Link.Direction;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
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

  private static final String STRONG = "/*+ consistency(strong) */ ";
  private static final String EVENTUAL = "/*+ consistency(eventual) */ ";

  private StandbyCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(2, 1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeDataSource open(String options) throws SQLException {
    return LagrangeUrl.open(cluster, "consistency=strong&failoverTimeout=3s&" + options);
  }

  private void cut() {
    replication(cluster.replicas(), link -> link.cut(Direction.TO_CLIENT));
  }

  private void restore() {
    replication(cluster.replicas(), Link::restore);
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
      cluster.deposeBehindTheClientsBack();
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
      cluster.cancelWaitsUntil(commit);

      assertThat(commit.join()).isEqualTo("08007");
      assertThat(stateOf(connection::rollback)).isEqualTo("none");
      assertThat(stateOf(() -> connection.setAutoCommit(true))).isEqualTo("none");
      restore();
    }
  }

  /**
   * Nobody else commits, so that PostgreSQL itself would flush it once in a quarter of a minute.
   */
  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void readOfWhatItsTransactionWroteWaitsForNoOtherCommit(String strongReads) throws SQLException {
    try (LagrangeDataSource source = open("strongReads=" + strongReads);
        Connection connection = source.getConnection()) {
      connection.setAutoCommit(false);
      for (int id = 2; id <= 5; id++) {
        LagrangeUrl.execute(connection, "INSERT INTO t VALUES (" + id + ")");
        assertThat(answer(connection, READ)).isEqualTo(Integer.toString(id));
        connection.commit();
      }
    }
  }

  /** The primary acknowledges it at once, and flushes it a moment later. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN; SET LOCAL synchronous_commit = off; INSERT INTO t VALUES (2); COMMIT",
        "DO 'BEGIN SET LOCAL synchronous_commit = off; INSERT INTO t VALUES (2); END'",
      })
  void commitThatSaysUnseenNotToWaitIsOfUnknownOutcome(String sql) throws SQLException {
    try (LagrangeDataSource source = open("strongReads=index");
        Connection connection = source.getConnection()) {
      assertThat(answer(connection, READ)).isEqualTo("1");
      cut();

      assertThat(stateOf(connection, sql)).isEqualTo("08007");
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
      assertThat(stateOf(connection, "SET LOCAL work_mem = '5MB'")).isEqualTo("none");
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
      cluster.servers().failOver();

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
    cluster = StandbyCluster.start(3, 2);
    PostgresNode ahead = cluster.replicas().get(0);
    try (LagrangeDataSource source = open("strongReads=index");
        Connection strong = source.getConnection();
        Connection writer = LagrangeUrl.owner(cluster.servers())) {
      strong.setAutoCommit(false);
      strong.setReadOnly(true);
      replication(cluster.replicas().subList(1, 3), link -> link.cut(Direction.TO_CLIENT));
      CompletableFuture<String> write =
          CompletableFuture.supplyAsync(() -> stateOf(writer, "INSERT INTO t VALUES (2)"));
      Await.until("the write to show", Await.PATIENCE, () -> shownBy(ahead).equals("2"));

      assertThat(answer(strong, READ)).isIn("LG001", "LG004");
      assertThat(answer(strong, READ)).isIn("LG001", "LG004");
      strong.rollback();
      restore();
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("none");
      assertThat(answer(strong, READ)).isEqualTo("2");
    }
  }
}
