package dev.lagrange.proxy;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
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
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a failover could take away is told no client of the proxy: two of three standbys must
 * acknowledge a write, of which one has replayed it, and the others hear nothing.
 */
final class UnconfirmedIT {

  /** The same, with more than the proxy keeps at a time. */
  private static final String LONG = "SELECT max(id), repeat('x', 1000000) FROM t";

  private StandbyCluster cluster;
  private PostgresNode ahead;
  private List<PostgresNode> behind;

  @BeforeEach
  void start() throws SQLException {
    cluster = StandbyCluster.start(3, 2);
    ahead = cluster.replicas().get(0);
    behind = cluster.replicas().subList(1, 3);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private ProxyOn open(String options) throws SQLException {
    return ProxyOn.start(
        cluster.servers(), "probeInterval=50ms&consistency=strong&failoverTimeout=3s&" + options);
  }

  private void cut() {
    replication(behind, link -> link.cut(Direction.TO_CLIENT));
  }

  private void restore() {
    replication(behind, Link::restore);
  }

  private static CompletableFuture<String> state(Connection client, String sql) {
    return CompletableFuture.supplyAsync(() -> stateOf(client, sql));
  }

  private void awaitShownByTheOneAhead() {
    Await.until("the write to show", Await.PATIENCE, () -> shownBy(ahead).equals("2"));
  }

  @Test
  void strongWriteIsNotAcknowledgedByACancelledWait() throws Exception {
    try (ProxyOn checks = open("strongReads=index");
        ProxyOn believes = open("");
        Connection strong = checks.connect("");
        Connection other = believes.connect("")) {
      value(strong, READ);
      cut();
      CompletableFuture<String> believed = state(other, "INSERT INTO t VALUES (2)");
      awaitShownByTheOneAhead();
      cluster.cancelWaitsUntil(believed);
      assertThat(believed.get(1, TimeUnit.MINUTES)).isEqualTo("none");

      CompletableFuture<String> checked = state(strong, "UPDATE t SET id = 3 WHERE id = 2");
      Await.until(
          "it to wait", Await.PATIENCE, () -> cluster.primary().countWaiting("SyncRep") > 0);
      cluster.cancelWaitsUntil(checked);
      assertThat(checked.get(1, TimeUnit.MINUTES)).isEqualTo("08007");

      restore();
      Await.until(
          "writes to be acknowledged",
          Await.PATIENCE,
          () -> stateOf(strong, "INSERT INTO t VALUES (4)").equals("none"));
      assertThat(value(strong, READ)).isEqualTo("4");
    }
  }

  @ParameterizedTest
  @CsvSource({"index,LG004", "quorum,1"})
  void whatTwoFailuresCouldTakeAwayIsShownToNobody(String strongReads, String without)
      throws Exception {
    try (ProxyOn proxy = open("strongReads=" + strongReads);
        Connection strong = proxy.connect("");
        Connection writer = StandbyCluster.connect(cluster.primary())) {
      assertThat(value(strong, READ)).isEqualTo("1");
      cut();
      CompletableFuture<String> write = state(writer, "INSERT INTO t VALUES (2)");
      awaitShownByTheOneAhead();

      // LG001 where it went to the primary, which does not show it yet; a quorum that has not heard
      // of it may answer without it, since nobody has acknowledged it
      assertThat(answer(strong, READ)).isIn("LG001", "LG004", without);
      assertThat(answer(strong, LONG)).isIn("LG001", "LG004", without);

      cluster.primary().kill();
      ahead.kill();
      cluster.servers().failOver();
      restore();
      ahead.rebuildFrom(cluster.primary());
      Await.until("strong reads to go on", Await.PATIENCE, () -> answer(strong, READ).equals("1"));
      assertThat(write.get(1, TimeUnit.MINUTES)).isNotEqualTo("none");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"strong", "eventual"})
  void commitOfAStrongWriteThatNobodyHoldsIsOfUnknownOutcome(String first) throws Exception {
    try (ProxyOn proxy = open("strongReads=index");
        Connection client = proxy.connect("")) {
      client.setAutoCommit(false);
      value(client, "/*+ consistency(" + first + ") */ SELECT 1");
      execute(client, "INSERT INTO t VALUES (2)");
      replication(cluster.replicas(), link -> link.cut(Direction.TO_CLIENT));
      CompletableFuture<String> commit =
          CompletableFuture.supplyAsync(() -> stateOf(client::commit));
      cluster.cancelWaitsUntil(commit);

      assertThat(commit.join()).isEqualTo("08007");
      assertThat(stateOf(client::rollback)).isEqualTo("none");
      replication(cluster.replicas(), Link::restore);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"COMMIT AND CHAIN", "COMMIT; BEGIN"})
  void commitThatBeginsTheNextTransactionIsOfUnknownOutcome(String commit) throws Exception {
    try (ProxyOn proxy = open("strongReads=index");
        Connection client = proxy.connect("preferQueryMode=simple")) {
      execute(client, "BEGIN");
      execute(client, "INSERT INTO t VALUES (2)");
      replication(cluster.replicas(), link -> link.cut(Direction.TO_CLIENT));
      CompletableFuture<String> ended = state(client, commit);
      cluster.cancelWaitsUntil(ended);
      assertThat(ended.join()).isEqualTo("08007");
    }
  }

  @Test
  void whatWroteNothingHasNothingToConfirmAtItsEnd() throws SQLException {
    try (ProxyOn proxy = open("strongReads=index");
        Connection client = proxy.connect("")) {
      client.setAutoCommit(false);
      assertThat(answer(client, READ)).isEqualTo("1");
      replication(cluster.replicas(), link -> link.cut(Direction.TO_CLIENT));
      assertThat(stateOf(client::commit)).isEqualTo("none");
      assertThat(stateOf(client, "INSERT INTO t VALUES (1)")).isEqualTo("none");
      assertThat(stateOf(client::commit)).as("refused").isEqualTo("23505");
      assertThat(stateOf(client, "INSERT INTO t VALUES (5)")).isEqualTo("none");
      assertThat(stateOf(client::rollback)).isEqualTo("none");
      replication(cluster.replicas(), Link::restore);
    }
  }

  @Test
  void readOnlyTransactionShowsNothingUnconfirmedHoweverOftenItAsks() throws Exception {
    try (ProxyOn proxy = open("strongReads=index");
        Connection strong = proxy.connect("");
        Connection writer = StandbyCluster.connect(cluster.primary())) {
      cut();
      CompletableFuture<String> write = state(writer, "INSERT INTO t VALUES (2)");
      awaitShownByTheOneAhead();
      // where no replica was in time, the primary is asked before the transaction begins
      assertThat(stateOf(strong, "BEGIN READ ONLY")).isIn("none", "LG001");
      assertThat(answer(strong, READ)).isIn("LG001", "LG004");
      assertThat(answer(strong, READ)).isIn("LG001", "LG004", "25P02");
      execute(strong, "ROLLBACK");
      restore();
      assertThat(write.get(1, TimeUnit.MINUTES)).isEqualTo("none");
      assertThat(answer(strong, READ)).isEqualTo("2");
    }
  }
}
