package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.assertState;
import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients of one proxy that name their session, while the replica stands still. */
final class NamedSessionsIT {

  private static final String READ = "SELECT v FROM t";
  private static final String WRITE = "UPDATE t SET v = 'new'";
  private static final String SCOPE = "sessionScope=context&replicaWait=0ms&maxLag=1d";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    cluster.execute("CREATE TABLE t (v text)");
    cluster.execute("INSERT INTO t VALUES ('')");
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

  @AfterEach
  void goOn() {
    cluster.replicas().forEach(PostgresNode::resumeReplay);
  }

  private static void standStill(ProxyOn proxy) throws SQLException {
    try (Connection client = proxy.connect("")) {
      awaitReadOnReplica(client, READ, "old");
    }
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  private static void name(Connection client, String key) throws SQLException {
    execute(client, "SET lagrange.session = '" + key + "'");
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void whatOneClientWroteTheOtherReadsUnderThatKeyOnly(String mode) throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE);
        Connection writer = proxy.connect("preferQueryMode=" + mode);
        Connection reader = proxy.connect("preferQueryMode=" + mode);
        Connection other = proxy.connect("preferQueryMode=" + mode)) {
      name(writer, "user-42");
      name(reader, "user-42");
      name(other, "user-43");
      standStill(proxy);
      execute(writer, WRITE);
      assertThat(value(other, READ)).as("the negative control").isEqualTo("old");
      assertThat(value(other, "SHOW lagrange.route")).startsWith("replica");
      assertThat(value(reader, READ)).isEqualTo("new");
      assertThat(value(writer, READ)).isEqualTo("new");
    }
  }

  @Test
  void whatOneClientHasReadTheOtherDoesNotGoBackBehind() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE);
        Connection first = proxy.connect("");
        Connection second = proxy.connect("");
        Connection other = proxy.connect("")) {
      name(first, "user-42");
      name(second, "user-42");
      name(other, "user-43");
      standStill(proxy);
      cluster.execute(WRITE);
      assertThat(value(first, "/*+ consistency(strong) */ " + READ)).isEqualTo("new");
      assertThat(value(other, READ)).as("the negative control").isEqualTo("old");
      assertThat(value(second, READ)).isEqualTo("new");
    }
  }

  @Test
  void theStartNamesIt() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE);
        Connection writer = proxy.connect("options=-c%20lagrange.session=user-42");
        Connection reader = proxy.connect("options=--LAGRANGE.session=user-42");
        Connection other = proxy.connect("options=-c%20lagrange.session=user-43")) {
      awaitReadOnReplica(
          other, READ, "old"); // pgjdbc begins with statements that run on the primary
      standStill(proxy);
      execute(writer, WRITE);
      assertThat(value(other, READ)).as("the negative control").isEqualTo("old");
      assertThat(value(reader, READ)).isEqualTo("new");
      for (String back : new String[] {"RESET lagrange.session", "DISCARD ALL"}) {
        assertThat(value(reader, "SHOW lagrange.session")).isEqualTo("user-42");
        name(reader, "user-44");
        assertThat(value(reader, "SHOW lagrange.session")).isEqualTo("user-44");
        execute(reader, back);
      }
      assertThat(value(reader, "SHOW lagrange.session")).isEqualTo("user-42");
    }
    assertThatThrownBy(
            () -> {
              try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE)) {
                proxy.connect("options=-c%20lagrange.session=").close();
              }
            })
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("1 to 512");
  }

  @Test
  void aKeyIsWorthAsMuchOnceItsClientsAreGone() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE);
        Connection other = proxy.connect("")) {
      name(other, "user-43");
      standStill(proxy);
      try (Connection writer = proxy.connect("")) {
        name(writer, "user-42");
        execute(writer, WRITE);
      }
      Await.until(
          "the key to go",
          Await.PATIENCE,
          () -> proxy.proxy().sessions(PostgresCluster.DATABASE).size() == 1);
      try (Connection reader = proxy.connect("")) {
        name(reader, "user-42");
        assertThat(value(reader, READ)).isEqualTo("new");
      }
      assertThat(value(other, READ)).as("the negative control").isEqualTo("old");
    }
  }

  @Test
  void withoutAKeyEverybodysWritesCount() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE);
        Connection named = proxy.connect("");
        Connection unnamed = proxy.connect("")) {
      name(named, "user-42");
      standStill(proxy);
      cluster.execute(WRITE);
      assertThat(value(named, READ)).as("written past the proxy").isEqualTo("old");
      assertThat(value(unnamed, READ)).isEqualTo("new");
      execute(named, "RESET lagrange.session");
      assertThat(value(named, "SHOW lagrange.session")).isEmpty();
      assertThat(value(named, READ)).isEqualTo("new");
    }
  }

  @Test
  void keysThatAreNoneAreRefusedAndChangeNothing() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE);
        Connection client = proxy.connect("");
        Connection simple = proxy.connect("preferQueryMode=simple")) {
      name(client, "user-42");
      assertState("22023", () -> name(client, ""));
      assertState("22023", () -> name(client, "k".repeat(10_240)));
      assertState("22023", () -> name(client, "k".repeat(513)));
      assertState("22023", () -> name(client, "é".repeat(257)));
      assertState("22023", () -> execute(client, "SET LOCAL lagrange.session = 'user-43'"));
      assertState("22023", () -> name(client, "not UTF-8: \uFFFD"));
      client.setAutoCommit(false);
      assertThat(value(client, READ)).isEqualTo("old");
      assertState("25001", () -> name(client, "user-43"));
      client.rollback();
      client.setAutoCommit(true);
      assertThat(value(client, "SHOW lagrange.session")).isEqualTo("user-42");
      for (String key :
          new String[] {"é".repeat(256), "кто-то 42 \uD83D\uDE00", "a''b", "lagrange:x:y"}) {
        name(client, key);
        name(simple, key);
        String shown = key.replace("''", "'");
        assertThat(value(client, "SHOW lagrange.session")).isEqualTo(shown);
        assertThat(value(simple, "SHOW lagrange.session")).isEqualTo(shown);
        assertThat(value(client, READ)).isEqualTo("old");
      }
    }
  }

  @Test
  void aThousandKeysLeaveNothingBehind() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, SCOPE)) {
      try (Connection client = proxy.connect("options=-c%20lagrange.session=first")) {
        for (int i = 0; i < 1000; i++) {
          name(client, "user-" + i);
          assertThat(value(client, READ)).isEqualTo("old");
        }
        Await.until(
            "the keys to go",
            Await.PATIENCE,
            () -> proxy.proxy().sessions(PostgresCluster.DATABASE).size() == 2);
      }
      Await.until(
          "the last to go",
          Await.PATIENCE,
          () -> proxy.proxy().sessions(PostgresCluster.DATABASE).size() == 0);
    }
  }

  @Test
  void scopesSayWhatAKeyIsWorth() throws SQLException {
    for (String scope : new String[] {"connection", "datasource"}) {
      try (ProxyOn proxy = ProxyOn.start(cluster, "sessionScope=" + scope);
          Connection client = proxy.connect("")) {
        assertThatThrownBy(() -> name(client, "user-42"))
            .isInstanceOf(SQLException.class)
            .hasMessageContaining("sessionScope=" + scope, "'context'");
      }
    }
    try (ProxyOn proxy = ProxyOn.start(cluster, "sessionScope=cluster&replicaWait=0ms");
        Connection client = proxy.connect("")) {
      name(client, "user-42");
      assertThat(value(client, "SHOW lagrange.session")).isEqualTo("user-42");
      standStill(proxy);
      cluster.execute(WRITE);
      assertThat(value(client, READ)).as("everybody's writes count").isEqualTo("new");
      assertThat(proxy.proxy().sessions(PostgresCluster.DATABASE).size()).isZero();
    }
  }
}
