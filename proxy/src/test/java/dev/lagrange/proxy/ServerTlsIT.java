package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.assertCancelled;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.backend.tls.TlsNodes;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.PGConnection;

/** What clients of a proxy notice, and servers see, of TLS between the two. */
@Timeout(300)
final class ServerTlsIT {

  private static final String APP = PostgresCluster.APP_USER;

  @TempDir static Path folder;
  private static PostgresCluster cluster;
  private static Authority authority;

  @BeforeAll
  static void start() throws Exception {
    cluster = PostgresCluster.builder().replicas(2).start();
    authority = Authority.named("authority");
    for (PostgresNode node : cluster.nodes()) {
      TlsNodes.turnOn(node, authority.server(), authority);
    }
    try (Connection app = cluster.primary().connect(APP, PostgresCluster.APP_PASSWORD)) {
      execute(app, "CREATE TABLE t (id int PRIMARY KEY, v text)");
      execute(app, "INSERT INTO t VALUES (1, 'one')");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @BeforeEach
  void awaitTheEndOfOtherProxies() {
    Await.until(
        "the servers to notice",
        Await.PATIENCE,
        () -> nodesWith(true) == 0 && nodesWith(false) == 0);
  }

  private static String root() throws Exception {
    return "sslrootcert=" + authority.writeRoot(folder.resolve("root.crt"));
  }

  /** Of all nodes, so many have connections of the application with TLS, or without. */
  private static long nodesWith(boolean encrypted) throws SQLException {
    long found = 0;
    for (PostgresNode node : cluster.nodes()) {
      found += TlsNodes.connections(node, APP, encrypted) > 0 ? 1 : 0;
    }
    return found;
  }

  /** Reads until every node has served the client, over TLS or not. */
  private static void useAll(Connection client) throws SQLException {
    execute(client, "UPDATE t SET v = 'one'");
    cluster.awaitReplicasCaughtUp();
    Await.until(
        "all nodes to be used",
        Await.PATIENCE,
        () -> {
          assertThat(value(client, "SELECT v FROM t")).isEqualTo("one");
          for (PostgresNode node : cluster.nodes()) {
            if (TlsNodes.connections(node, APP, true) + TlsNodes.connections(node, APP, false)
                == 0) {
              return false;
            }
          }
          return true;
        });
  }

  @Test
  void connectionsToAllNodesGoOverTls() throws Exception {
    try (ProxyOn proxy =
            ProxyOn.start(cluster, "selector=roundRobin&sslmode=verify-full&" + root());
        Connection client = proxy.connect("")) {
      useAll(client);
      assertThat(nodesWith(true)).isEqualTo(3);
      assertThat(nodesWith(false)).isZero();
    }
  }

  @Test
  void connectionsToNoNodeGoOverTlsWhereItIsNotWanted() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "selector=roundRobin&sslmode=disable");
        Connection client = proxy.connect("")) {
      useAll(client);
      assertThat(nodesWith(false)).isEqualTo(3);
      assertThat(nodesWith(true)).isZero();
    }
  }

  @Test
  @DisplayName("27, 74: rows and COPY beyond any buffer go over TLS")
  void largeResultsAndCopiesArriveWhole() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "sslmode=require");
        Connection client = proxy.connect("");
        Statement statement = client.createStatement()) {
      client.setAutoCommit(false);
      long length = 0;
      statement.setFetchSize(0);
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT i, repeat(i::text, 2000) FROM generate_series(1000, 3999) AS i")) {
        while (rows.next()) {
          assertThat(rows.getString(2)).startsWith(rows.getString(1));
          length += rows.getString(2).length();
        }
      }
      assertThat(length).isEqualTo(3000L * 4 * 2000);
      execute(client, "CREATE TABLE copied (v text)");
      String lines = ("x".repeat(999) + "\n").repeat(5000);
      assertThat(
              client
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyIn("COPY copied FROM STDIN", new StringReader(lines)))
          .isEqualTo(5000);
      assertThat(value(client, "SELECT sum(length(v)) FROM copied")).isEqualTo("4995000");
      client.rollback();
    }
  }

  @Test
  @DisplayName("62, 63: a statement is cancelled where connections go over TLS")
  void cancelsArrive() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "sslmode=require");
        Connection client = proxy.connect("");
        Statement sleeping = client.createStatement()) {
      assertCancelled(sleeping, "SELECT pg_sleep(60)");
      assertThat(value(client, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void serversThatLoseTlsAreNotUsedWithout() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "sslmode=require&failoverTimeout=1s");
        Connection before = proxy.connect("ApplicationName=before")) {
      assertThat(value(before, "SELECT v FROM t")).isEqualTo("one");
      try {
        for (PostgresNode node : cluster.nodes()) {
          TlsNodes.set(node, "ssl", "off");
        }
        assertThatThrownBy(
                () -> proxy.connect("assumeMinServerVersion=18&ApplicationName=after").close())
            .isInstanceOfSatisfying(
                SQLException.class,
                refused -> assertThat(refused.getSQLState()).isEqualTo("08001"));
        assertThat(nodesWith(false)).isZero();
      } finally {
        for (PostgresNode node : cluster.nodes()) {
          TlsNodes.set(node, "ssl", "on");
        }
      }
      try (Connection after = proxy.connect("ApplicationName=again")) {
        assertThat(value(after, "SELECT v FROM t")).isEqualTo("one");
      }
    }
  }

  @Test
  void authoritiesAreChangedWhileTheProxyRuns() throws Exception {
    try (ProxyOn proxy = ProxyOn.start(cluster, "sslmode=verify-ca&" + root())) {
      Authority next = Authority.named("next");
      for (PostgresNode node : cluster.nodes()) {
        TlsNodes.turnOn(node, next.server(), authority);
      }
      try {
        assertThatThrownBy(() -> use(proxy, "untrusted"))
            .isInstanceOfSatisfying(
                SQLException.class, refused -> assertThat(refused.getSQLState()).startsWith("08"));
        Files.writeString(folder.resolve("root.crt"), "half a file");
        assertThatThrownBy(() -> use(proxy, "stilluntrusted")).isInstanceOf(SQLException.class);
        next.writeRoot(folder.resolve("root.crt"));
        Await.until(
            "the new authority to be trusted",
            Await.PATIENCE,
            () -> {
              use(proxy, "trusted");
              return true;
            });
      } finally {
        for (PostgresNode node : cluster.nodes()) {
          TlsNodes.turnOn(node, authority.server(), authority);
        }
      }
    }
  }

  /** By a connection to a server that is opened for it. */
  private static void use(ProxyOn proxy, String application) throws SQLException {
    try (Connection client = proxy.connect("ApplicationName=" + application)) {
      assertThat(value(client, "SELECT v FROM t")).isEqualTo("one");
    }
  }

  @Test
  void whatCannotBeKeptIsRefusedAtTheStart() {
    for (String options :
        new String[] {
          "sslfactory=org.postgresql.ssl.NonValidatingFactory",
          "sslmode=verify-ca&sslrootcert=" + folder.resolve("missing.crt"),
          "sslmode=require&sslkey=" + folder.resolve("missing.key"),
          "sslmode=disable&channelBinding=require",
        }) {
      assertThatThrownBy(() -> ProxyOn.start(cluster, options))
          .as(options)
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("22023"));
    }
  }
}
