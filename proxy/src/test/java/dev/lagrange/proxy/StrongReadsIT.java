package dev.lagrange.proxy;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.answer;
import static dev.lagrange.testbed.StandbyCluster.stateOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/**
 * Strong reads by replicas, through the proxy, of a cluster in which one of two acknowledges each
 * write.
 */
final class StrongReadsIT {

  private static final int WRITES = 50;
  private static final String WEAK = "/*+ consistency(weak) */ ";

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

  private ProxyOn open(String strongReads, String failoverTimeout) throws SQLException {
    return ProxyOn.start(
        cluster.servers(),
        "probeInterval=50ms&consistency=strong&strongReads="
            + strongReads
            + "&failoverTimeout="
            + failoverTimeout);
  }

  private static boolean isOnReplica(Connection client) throws SQLException {
    return value(client, "SHOW lagrange.route").startsWith("replica");
  }

  private static void awaitStrongReads(Connection client, String shown) {
    Await.until(
        "strong reads to show " + shown, Await.PATIENCE, () -> answer(client, READ).equals(shown));
  }

  @ParameterizedTest
  @CsvSource({"index,extended", "index,simple", "quorum,extended", "quorum,simple"})
  void whatAnotherProxyWroteIsReadOnReplicas(String strongReads, String mode) throws SQLException {
    int onReplicas = 0;
    try (ProxyOn one = open("primary", "1min");
        ProxyOn other = open(strongReads, "1min");
        Connection writer = one.connect("");
        Connection reader = other.connect("preferQueryMode=" + mode)) {
      PostgresNode paused = cluster.replicas().get(0);
      Await.until(
          "weak reads on the one to be paused",
          Await.PATIENCE,
          () -> {
            value(reader, WEAK + READ);
            return value(reader, "SHOW lagrange.route").contains(":" + paused.clientLink().port());
          });
      paused.pauseReplay();
      for (int id = 2; id <= WRITES; id++) {
        execute(writer, "INSERT INTO t VALUES (" + id + ")");
        value(reader, WEAK + READ);
        assertThat(value(reader, READ)).isEqualTo(Integer.toString(id));
        onReplicas += isOnReplica(reader) ? 1 : 0;
      }
      Await.until(
          "a weak read that misses the last write",
          Await.PATIENCE,
          () -> !value(reader, WEAK + READ).equals(Integer.toString(WRITES)));
    }
    assertThat(onReplicas).as("strong reads on replicas").isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void deposedPrimaryThatLivesOnLetsNoStaleReadPass(String strongReads) throws SQLException {
    try (ProxyOn fenced = open(strongReads, "3s");
        ProxyOn unfenced = open("primary", "3s");
        Connection careful = fenced.connect("");
        Connection careless = unfenced.connect("")) {
      awaitStrongReads(careful, "1");
      assertThat(value(careless, READ)).isEqualTo("1");

      cluster.deposeBehindTheClientsBack();

      assertThat(value(careless, READ)).isEqualTo("1");
      assertThat(answer(careful, READ)).isEqualTo("LG004");

      cluster.showAllToClients();
      awaitStrongReads(careful, "2");
    }
  }

  @Test
  void quorumReadsNeedNoPrimaryThatTheProxyReaches() throws SQLException {
    try (Connection writer = StandbyCluster.connect(old);
        ProxyOn byQuorum = open("quorum", "20s");
        ProxyOn byIndex = open("index", "1s");
        Connection quorum = byQuorum.connect("");
        Connection index = byIndex.connect("")) {
      awaitStrongReads(quorum, "1");
      old.clientLink().refuse();
      Await.until(
          "the index to be missed", Await.PATIENCE, () -> !stateOf(index, READ).equals("none"));

      for (int id = 2; id <= WRITES; id++) {
        execute(writer, "INSERT INTO t VALUES (" + id + ")");
        assertThat(value(quorum, READ)).isEqualTo(Integer.toString(id));
        assertThat(isOnReplica(quorum)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void asynchronousClusterIsRefusedAtTheStart(String strongReads) throws SQLException {
    old.set("synchronous_standby_names", "");
    Await.until("the setting to hold", Await.PATIENCE, () -> namesOn(old).isEmpty());
    assertThatThrownBy(() -> open(strongReads, "1min").close())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
        .hasMessageContaining("R + W > N");
  }

  private static String namesOn(PostgresNode node) throws SQLException {
    try (Connection there = node.connectAsSuperuser()) {
      return value(there, "SHOW synchronous_standby_names");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void strongStatementsAreRefusedWhileNobodyNeedAcknowledge(String strongReads)
      throws SQLException {
    String eventual = "/*+ consistency(eventual) */ ";
    try (ProxyOn proxy = open(strongReads, "3s");
        Connection client = proxy.connect("")) {
      old.set("synchronous_standby_names", "");
      Await.until(
          "reads to be refused", Await.PATIENCE, () -> answer(client, READ).equals("LG004"));
      assertThatThrownBy(() -> execute(client, "INSERT INTO t VALUES (7)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG004"))
          .hasMessageContaining("R + W > N");
      execute(client, eventual + "INSERT INTO t VALUES (2)");
      assertThat(value(client, eventual + READ)).as("what was refused did not run").isEqualTo("2");

      old.set("synchronous_standby_names", "ANY 1 (*)");
      awaitStrongReads(client, "2");
      assertThat(stateOf(client, "INSERT INTO t VALUES (3)")).isEqualTo("none");
      assertThat(value(client, READ)).isEqualTo("3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void strongReadsGoOnWithTheNextPrimary(String strongReads) throws SQLException {
    try (ProxyOn proxy = open(strongReads, "30s");
        Connection client = proxy.connect("");
        Connection idle = proxy.connect("")) {
      execute(client, "INSERT INTO t VALUES (2)");
      idle.setAutoCommit(false);
      assertThat(value(idle, READ)).isEqualTo("2");
      old.kill();
      cluster.servers().failOver();

      awaitStrongReads(client, "2");
      Await.until(
          "writes to go on",
          Await.PATIENCE,
          () -> stateOf(client, "INSERT INTO t VALUES (3)").matches("none|23505"));
      assertThat(value(client, READ)).isEqualTo("3");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void aSessionThatBringsATokenReadsWhatItWroteElsewhere(String strongReads) throws SQLException {
    try (ProxyOn one = open("primary", "1min");
        ProxyOn other = open(strongReads, "1min");
        Connection writer = one.connect("");
        Connection reader = other.connect("")) {
      awaitStrongReads(reader, "1");
      cluster.replicas().get(0).pauseReplay();
      execute(writer, "/*+ consistency(eventual) */ INSERT INTO t VALUES (2)");
      execute(reader, "SET lagrange.token = '" + value(writer, "SHOW lagrange.token") + "'");
      assertThat(value(reader, READ)).isEqualTo("2");
      execute(reader, "BEGIN READ ONLY");
      assertThat(value(reader, READ)).isEqualTo("2");
      assertThat(isOnReplica(reader)).isTrue();
      execute(reader, "COMMIT");
    }
  }

  /** More than is kept at a time, and what asks the client for rows. */
  @ParameterizedTest
  @ValueSource(strings = {"index", "quorum"})
  void longAnswersAndCopiesArrive(String strongReads) throws SQLException, IOException {
    try (ProxyOn proxy = open(strongReads, "1min");
        Connection client = proxy.connect("");
        Statement statement = client.createStatement()) {
      awaitStrongReads(client, "1");
      StringBuilder rows = new StringBuilder();
      for (int id = 2; id <= 100_000; id++) {
        rows.append(id).append('\n');
      }
      client
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyIn("COPY t FROM STDIN", new StringReader(rows.toString()));
      String all = "SELECT id, repeat('x', 100) FROM t ORDER BY id";
      for (int tries = 0; tries < 3; tries++) {
        int seen = 0;
        try (ResultSet found = statement.executeQuery(all)) {
          while (found.next()) {
            seen++;
            assertThat(found.getInt(1)).isEqualTo(seen);
          }
        }
        assertThat(seen).isEqualTo(100_000);
      }
      assertThat(isOnReplica(client)).isTrue();
      assertThat(value(client, "SELECT repeat('y', 3000000)")).hasSize(3_000_000);
      client.setAutoCommit(false);
      statement.setFetchSize(1000);
      try (ResultSet found = statement.executeQuery(all)) {
        int seen = 0;
        while (found.next()) {
          seen++;
        }
        assertThat(seen).isEqualTo(100_000);
      }
      client.rollback();
    }
  }
}
