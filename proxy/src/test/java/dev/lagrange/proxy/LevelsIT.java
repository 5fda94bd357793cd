package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.assertState;
import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Each way for a client to say how fresh its reads must be, while the replica stands still. */
final class LevelsIT {

  private static final String READ = "SELECT v FROM t";
  private static final String PATIENT = "replicaWait=0ms";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    cluster.execute("CREATE TABLE t (v text)");
    cluster.execute("INSERT INTO t VALUES ('')");
    cluster.execute("CREATE TABLE kept AS SELECT 'kept' AS v");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void begin() throws SQLException {
    cluster.execute("UPDATE t SET v = 'old'");
    cluster.awaitReplicasCaughtUp();
  }

  /** From now on the replica shows nothing new; what the client knows of the primary, it shows. */
  private static void standStill(Connection client) {
    awaitReadOnReplica(client, READ, "old");
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  @AfterEach
  void goOn() {
    cluster.replicas().forEach(PostgresNode::resumeReplay);
  }

  private static void write() throws SQLException {
    cluster.execute("UPDATE t SET v = 'new'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void aSessionSaysIt(String mode) throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT);
        Connection client = proxy.connect("preferQueryMode=" + mode)) {
      standStill(client);
      write();
      assertThat(value(client, READ)).isEqualTo("new");
      execute(client, "SET lagrange.consistency = 'weak'");
      assertThat(value(client, "SHOW lagrange.consistency")).isEqualTo("weak");
      assertThat(value(client, READ)).isEqualTo("old");
      execute(client, "SET lagrange.consistency = 'strong'");
      assertThat(value(client, READ)).isEqualTo("new");
      assertThat(value(client, "SHOW lagrange.route")).contains("strong reads");
      execute(client, "SET lagrange.consistency = 'weak'");
      execute(client, "RESET lagrange.consistency");
      assertThat(value(client, READ)).isEqualTo("new");
    }
  }

  @Test
  void aStatementSaysIt() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT);
        Connection client = proxy.connect("")) {
      standStill(client);
      write();
      assertThat(value(client, "/*+ consistency(weak) */ " + READ)).isEqualTo("old");
      execute(client, "SET lagrange.consistency = 'weak'");
      assertThat(value(client, "/*+ consistency(strong) */ " + READ)).isEqualTo("new");
      assertState("22023", () -> value(client, "/*+ consistency(stong) */ " + READ));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-c%20lagrange.consistency=weak",
        "--LAGRANGE.consistency=weak%20-c%20work_mem=1MB"
      })
  void aStartSaysIt(String options) throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT);
        Connection client = proxy.connect("options=" + options)) {
      standStill(client);
      write();
      assertThat(value(client, READ)).isEqualTo("old");
      execute(client, "SET lagrange.consistency = 'eventual'");
      assertThat(value(client, READ)).isEqualTo("new");
    }
  }

  @Test
  void aPolicySaysIt(@TempDir Path folder) throws IOException, SQLException {
    String rules =
        """
        rules:
          - tables: t
            level: weak
          - tables: kept
            level: strong
            mode: require
        """;
    Path policy = Files.writeString(folder.resolve("policy.yaml"), rules);
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT + "&policy=file:" + policy);
        Connection client = proxy.connect("");
        Connection declaring = proxy.connect("options=-c%20lagrange.consistency=eventual")) {
      standStill(client);
      write();
      assertThat(value(client, READ)).isEqualTo("old");
      assertThat(value(declaring, READ)).as("a default gives way to a start").isEqualTo("new");
      execute(declaring, "SET lagrange.consistency = 'weak'");
      assertThat(value(declaring, READ)).isEqualTo("old");
      execute(declaring, "RESET lagrange.consistency");
      assertThat(value(declaring, READ)).isEqualTo("new");
      execute(client, "SET lagrange.consistency = 'eventual'");
      assertThat(value(client, READ)).as("a default gives way").isEqualTo("new");
      execute(client, "SET lagrange.consistency = 'weak'");
      assertThat(value(client, "SELECT v FROM kept")).isEqualTo("kept");
      assertThat(value(client, "SHOW lagrange.route")).startsWith("primary").contains("strong");
    }
  }

  @Test
  void aBoundIsKept() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT);
        Connection client = proxy.connect("")) {
      execute(client, "SET lagrange.consistency = 'bounded(1h)'");
      standStill(client);
      write();
      assertThat(value(client, READ)).isEqualTo("old");
      long written = System.nanoTime();
      Await.until(
          "the bound to pass", Await.PATIENCE, () -> System.nanoTime() - written > 5_000_000);
      execute(client, "SET lagrange.consistency = 'bounded(5ms)'");
      assertThat(value(client, READ)).isEqualTo("new");
    }
  }

  @Test
  void whatIsNotUnderstoodIsRefusedAndFailsATransaction() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT);
        Connection client = proxy.connect("")) {
      assertState("22023", () -> execute(client, "SET lagrange.consistency = 'stong'"));
      assertState("22023", () -> value(client, "SHOW lagrange.nothing"));
      assertState("22023", () -> execute(client, "SET LOCAL lagrange.routing = 'primary'"));
      client.setAutoCommit(false);
      execute(client, "UPDATE t SET v = 'undone'");
      assertState("22023", () -> value(client, "SHOW lagrange.nothing"));
      assertState("25P02", () -> value(client, READ));
      client.rollback();
      assertThat(value(client, READ)).isEqualTo("old");
    }
  }

  @Test
  void aTransactionOnAReplicaKeepsItsLevel() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT);
        Connection client = proxy.connect("")) {
      awaitReadOnReplica(client, READ, "old");
      execute(client, "BEGIN READ ONLY");
      assertThat(value(client, READ)).isEqualTo("old");
      assertState("25001", () -> value(client, "/*+ consistency(strong) */ " + READ));
      execute(client, "ROLLBACK");
      execute(client, "BEGIN READ ONLY");
      assertThat(value(client, READ)).isEqualTo("old");
      assertState("25006", () -> execute(client, "SET app.tenant = 'a'"));
      execute(client, "ROLLBACK");
      assertThat(value(client, READ)).isEqualTo("old");
    }
  }

  @Test
  void aTokenCarriesWhatAnotherProxyWrote() throws SQLException {
    String scope = PATIENT + "&sessionScope=connection";
    try (ProxyOn one = ProxyOn.start(cluster, scope);
        ProxyOn other = ProxyOn.start(cluster, scope);
        Connection writer = one.connect("");
        Connection reader = other.connect("")) {
      standStill(reader);
      execute(writer, "UPDATE t SET v = 'new'");
      String token = value(writer, "SHOW lagrange.token");
      assertThat(value(reader, READ)).as("a session of its own").isEqualTo("old");
      execute(reader, "SET lagrange.token = '" + token + "'");
      assertThat(value(reader, READ)).isEqualTo("new");
      assertState("LG003", () -> execute(reader, "SET lagrange.token = 'nonsense'"));
    }
  }

  @Test
  void scopeDatasourceIsTheWholeProxy() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, PATIENT + "&sessionScope=datasource");
        Connection writer = proxy.connect("");
        Connection reader = proxy.connect("")) {
      standStill(reader);
      write();
      assertThat(value(reader, READ)).as("written past the proxy").isEqualTo("old");
      execute(writer, "UPDATE t SET v = 'newer'");
      assertThat(value(reader, READ)).isEqualTo("newer");
    }
  }

  @Test
  void whatTheDriverWouldSayArrivesWithItsState() throws SQLException {
    String options = PATIENT + "&fallback=error&strongFencing=barrier";
    try (ProxyOn proxy = ProxyOn.start(cluster, options);
        Connection client = proxy.connect("")) {
      standStill(client);
      write();
      assertState("LG001", () -> value(client, READ));
      assertState("LG004", () -> value(client, "/*+ consistency(strong) */ " + READ));
      assertThat(value(client, "/*+ consistency(weak) */ " + READ)).isEqualTo("old");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"weakWrites=async", "weakWrites=fireAndForget"})
  void whatTheProxyCannotKeepIsRefusedAtTheStart(String option) {
    assertState("22023", () -> ProxyOn.start(cluster, option));
  }
}
