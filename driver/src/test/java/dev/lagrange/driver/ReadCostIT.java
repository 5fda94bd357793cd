package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What reads and writes have the primary execute, by its own count. */
final class ReadCostIT {

  private static final String READ = "SELECT max(id) FROM t";
  private static final String WRITE = "INSERT INTO log VALUES (1)";
  private static final int MOST_THREADS = 64;

  /** The pools of what was measured within the last seconds are open still. */
  private static final String MAX_CONNECTIONS = "800";

  /** A replica that was late for a moment, or a regular probe, may cost a question more. */
  private static final int SLACK = 5;

  private static PostgresCluster cluster;
  private static CostMeter meter;

  @BeforeAll
  static void start() throws SQLException {
    cluster =
        ExecutedStatements.counting(PostgresCluster.builder())
            .replicas(2)
            .synchronous(1)
            .setting("max_connections", MAX_CONNECTIONS)
            // a transaction of its own would be one more thing to ask about before a strong write
            .setting("autovacuum", "off")
            .start();
    meter = new CostMeter(cluster, READ, MOST_THREADS);
    try (Connection owner = LagrangeUrl.owner(cluster)) {
      LagrangeUrl.execute(owner, "CREATE TABLE t (id int PRIMARY KEY)");
      LagrangeUrl.execute(owner, "INSERT INTO t VALUES (1)");
      LagrangeUrl.execute(owner, "CREATE TABLE log (id int)");
    }
  }

  @AfterAll
  static void stop() throws SQLException {
    meter.lines().forEach(System.out::println);
    meter.close();
    cluster.close();
  }

  private static void read(Connection connection) throws SQLException {
    LagrangeUrl.value(connection, READ);
  }

  private static void readInContext(Connection connection) throws SQLException {
    try (SessionContext request = SessionContext.open()) {
      assertThat(SessionContext.current()).isSameAs(request);
      read(connection);
    }
  }

  private static void write(Connection connection) throws SQLException {
    LagrangeUrl.execute(connection, WRITE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, MOST_THREADS})
  void eventualReadOfWhatThisProcessWroteAsksThePrimaryNothing(int threads) throws Exception {
    assertAsksNothing(
        meter.cost("eventual, datasource", "sessionScope=datasource", threads, ReadCostIT::read));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, MOST_THREADS})
  void eventualReadInContextAsksThePrimaryNothing(int threads) throws Exception {
    assertAsksNothing(
        meter.cost(
            "eventual, context", "sessionScope=context", threads, ReadCostIT::readInContext));
  }

  private static void assertAsksNothing(CostMeter.Cost cost) {
    assertThat(cost.app()).isZero();
    assertThat(cost.monitor()).isZero();
    assertThat(cost.onReplicas()).isEqualTo(cost.statements());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8, MOST_THREADS})
  void eventualReadOfWhatAnybodyWroteSharesOneQuestion(int threads) throws Exception {
    assertSharesOneQuestion(
        meter.cost("eventual, cluster", "sessionScope=cluster", threads, ReadCostIT::read));
  }

  @ParameterizedTest
  @CsvSource({"index, 1", "index, 8", "index, 64", "quorum, 1", "quorum, 8", "quorum, 64"})
  void strongReadOnReplicasSharesOneQuestion(String strongReads, int threads) throws Exception {
    String options = "consistency=strong&strongReads=" + strongReads;
    assertSharesOneQuestion(
        meter.cost("strong, " + strongReads, options, threads, ReadCostIT::read));
  }

  private static void assertSharesOneQuestion(CostMeter.Cost cost) {
    assertThat(cost.onReplicas()).isPositive();
    assertThat(cost.app()).isLessThanOrEqualTo(cost.statements() - cost.onReplicas());
    if (cost.threads() == 1) {
      assertThat(cost.monitor()).isLessThanOrEqualTo(cost.statements() + SLACK);
    } else {
      assertThat(cost.monitor()).isLessThan(cost.statements());
    }
  }

  /**
   * With data checksums, a read that is the first to see a commit leaves such records behind where
   * it runs on the primary. The position of the cluster covers them until they have stood for long.
   */
  @Test
  void readThatFindsARecordNobodyFlushesRunsOnThePrimary() throws Exception {
    try (Connection superuser = cluster.primary().connectAsSuperuser()) {
      CostMeter.Cost cost =
          meter.cost(
              "eventual, cluster, unflushed",
              "sessionScope=cluster",
              1,
              connection -> {
                LagrangeUrl.execute(superuser, "SELECT pg_logical_emit_message(false, '', '')");
                read(connection);
              });
      assertThat(cost.app()).isPositive().isEqualTo(cost.statements() - cost.onReplicas());
      assertThat(cost.monitor()).isLessThanOrEqualTo(cost.statements() + SLACK);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void strongReadOnThePrimaryIsAllThatRunsThere(int threads) throws Exception {
    assertIsAllThatRuns(
        meter.cost("strong, primary", "consistency=strong", threads, ReadCostIT::read));
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void writeIsAllThatRunsOnThePrimary(int threads) throws Exception {
    assertIsAllThatRuns(
        meter.cost("write, eventual, cluster", "sessionScope=cluster", threads, ReadCostIT::write));
  }

  private static void assertIsAllThatRuns(CostMeter.Cost cost) {
    assertThat(cost.onReplicas()).isZero();
    assertThat(cost.app()).isEqualTo(cost.statements());
    assertThat(cost.monitor()).isZero();
  }

  @Test
  void writeOfThisProcessIsAskedForInTheBackground() throws Exception {
    CostMeter.Cost cost =
        meter.cost("write, eventual, datasource", "sessionScope=datasource", 1, ReadCostIT::write);
    assertThat(cost.app()).isEqualTo(cost.statements());
    assertThat(cost.monitor()).isBetween(1L, (long) cost.statements() + SLACK);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 8})
  void strongWriteSharesAQuestionBeforeItAndOneAfter(int threads) throws Exception {
    String options = "consistency=strong&strongReads=index";
    CostMeter.Cost cost = meter.cost("write, strong, index", options, threads, ReadCostIT::write);
    assertThat(cost.app()).isEqualTo(cost.statements());
    long most = 2L * cost.statements();
    if (threads == 1) {
      assertThat(cost.monitor()).isLessThanOrEqualTo(most + SLACK);
    } else {
      assertThat(cost.monitor()).isLessThan(most);
    }
  }
}
