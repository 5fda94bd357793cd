package dev.lagrange.driver;

import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.replication;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Statements that wait for nodes, for longer than anybody wants to. */
final class WaitingIT {

  private static final String OPTIONS = "failoverTimeout=10min&strongFencing=barrier&";

  /** Long before any of the options would end the wait. */
  private static final int MINUTES = 5;

  /** What a statement waits for. */
  enum Wait {
    PRIMARY_FOR_A_WRITE("consistency=eventual", "INSERT INTO t VALUES (2)"),
    PRIMARY_FOR_A_READ("consistency=strong", READ),
    PROOF_OF_THE_PRIMARY("consistency=strong", READ);

    private final String options;
    private final String sql;

    Wait(String options, String sql) {
      this.options = options;
      this.sql = sql;
    }
  }

  private StandbyCluster cluster;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(1, 1);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private LagrangeDataSource open(Wait wait) throws SQLException {
    LagrangeDataSource source = LagrangeUrl.open(cluster, OPTIONS + wait.options);
    try (Connection connection = source.getConnection()) {
      LagrangeUrl.value(connection, READ);
    }
    return source;
  }

  private void beginTrouble(LagrangeDataSource source, Wait wait) {
    if (wait == Wait.PROOF_OF_THE_PRIMARY) {
      replication(cluster.replicas(), Link::cut);
    } else {
      cluster.primary().clientLink().refuse();
      Await.until("it to be missed", Await.PATIENCE, () -> source.nodes().primary() == null);
    }
  }

  private void endTrouble() {
    cluster.primary().clientLink().restore();
    replication(cluster.replicas(), Link::restore);
  }

  private static SQLException failureOf(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return new SQLException("It did not fail");
    } catch (SQLException e) {
      return e;
    } finally {
      assertThat(Thread.currentThread().isInterrupted()).isFalse();
    }
  }

  /** Connections of before the trouble may be broken still; nothing that was sent there arrived. */
  private static void awaitSuccess(Statement statement, String sql) {
    Await.until(
        "it to succeed",
        Await.PATIENCE,
        () -> {
          try {
            statement.execute(sql);
            return true;
          } catch (SQLException e) {
            assertThat(e.getSQLState()).as(e.getMessage()).startsWith("08");
            return false;
          }
        });
  }

  @ParameterizedTest
  @EnumSource
  void cancelEndsIt(Wait wait) throws Exception {
    try (LagrangeDataSource source = open(wait);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      beginTrouble(source, wait);
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(() -> failureOf(statement, wait.sql));
      Await.until(
          "the statement to end",
          Await.PATIENCE,
          () -> {
            statement.cancel();
            return failure.isDone();
          });

      assertThat(failure.join().getSQLState()).isEqualTo("57014");
      assertThat(failure.join().getMessage()).contains("cancelled while it waited");
      endTrouble();
      awaitSuccess(statement, wait.sql);
    }
  }

  @ParameterizedTest
  @EnumSource
  void timeoutOfTheStatementEndsIt(Wait wait) throws Exception {
    try (LagrangeDataSource source = open(wait);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      beginTrouble(source, wait);
      statement.setQueryTimeout(1);
      SQLException failure =
          CompletableFuture.supplyAsync(() -> failureOf(statement, wait.sql))
              .get(MINUTES, TimeUnit.MINUTES);

      assertThat(failure instanceof SQLTimeoutException).as(failure.toString()).isTrue();
      assertThat(failure.getSQLState()).isEqualTo("57014");
      assertThat(failure.getMessage()).contains("timeout of 1 s");
      endTrouble();
      statement.setQueryTimeout(0);
      awaitSuccess(statement, wait.sql);
    }
  }

  @Test
  void whatRunsOnAServerIsCancelledThere() throws Exception {
    try (LagrangeDataSource source = open(Wait.PRIMARY_FOR_A_READ);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      CompletableFuture<SQLException> failure =
          CompletableFuture.supplyAsync(() -> failureOf(statement, "SELECT pg_sleep(3600)"));
      Await.until("it to run", Await.PATIENCE, () -> cluster.primary().countWaiting("PgSleep") > 0);
      statement.cancel();

      assertThat(failure.get(MINUTES, TimeUnit.MINUTES).getMessage())
          .contains("canceling statement due to user request");
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1");
    }
  }

  @Test
  void timeoutOfWhatRunsOnAServerIsTheServers() throws Exception {
    try (LagrangeDataSource source = open(Wait.PRIMARY_FOR_A_READ);
        Connection connection = source.getConnection();
        Statement statement = connection.createStatement()) {
      statement.setQueryTimeout(1);

      assertThat(failureOf(statement, "SELECT pg_sleep(3600)").getMessage())
          .contains("canceling statement due to user request");
      statement.setQueryTimeout(0);
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("1");
    }
  }
}
