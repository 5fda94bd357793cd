package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.assertState;
import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.RedisServer;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Two proxies with one token store: what a key's clients did at one, they see at the other. */
final class SessionKeysIT {

  private static final String READ = "SELECT v FROM t";
  private static final String SCOPE =
      "sessionScope=context&maxLag=1d&tokenStoreExpiry=1d&tokenStoreTimeout=30s";

  private static final String HASTY = "&replicaWait=0ms";

  private RedisServer redis;
  private PostgresCluster cluster;
  private ProxyOn here;
  private ProxyOn there;

  @BeforeEach
  void start() throws SQLException {
    assumeTrue(RedisServer.isFound(), RedisServer.NOT_FOUND);
    redis = RedisServer.start();
    cluster = PostgresCluster.builder().replicas(1).start();
    cluster.execute("CREATE TABLE t (v text)");
    cluster.execute("INSERT INTO t VALUES ('old')");
    cluster.awaitReplicasCaughtUp();
    here = proxy(HASTY);
    there = proxy(HASTY);
  }

  @AfterEach
  void stop() {
    for (AutoCloseable one : new AutoCloseable[] {there, here, cluster, redis}) {
      if (one != null) {
        assertThat(one).satisfies(AutoCloseable::close);
      }
    }
  }

  private ProxyOn proxy(String options) throws SQLException {
    return ProxyOn.start(cluster, SCOPE + "&tokenStore=" + redis.url() + options);
  }

  private static Connection named(ProxyOn proxy, String key) throws SQLException {
    Connection client = proxy.connect("");
    execute(client, "SET lagrange.session = '" + key + "'");
    return client;
  }

  /** From now on the replica shows nothing new. */
  private void standStill(ProxyOn... proxies) throws SQLException {
    for (ProxyOn proxy : proxies) {
      try (Connection client = proxy.connect("")) {
        awaitReadOnReplica(client, READ, "old");
      }
    }
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  private static void write(Connection client) throws SQLException {
    execute(client, "UPDATE t SET v = 'new'");
  }

  private static long count(Connection client, String event) throws SQLException {
    try (var statement = client.createStatement();
        var rows = statement.executeQuery("SHOW lagrange.store")) {
      while (rows.next()) {
        if (rows.getString(1).equals(event)) {
          return rows.getLong(2);
        }
      }
    }
    throw new AssertionError("no event " + event);
  }

  @ParameterizedTest
  @ValueSource(strings = {"autocommit", "transaction", "COMMIT AND CHAIN", "COMMIT; BEGIN"})
  void whatOneProxyWroteTheOtherReadsUnderThatKeyOnly(String way) throws SQLException {
    // one text of several statements is one only to who sends it as it is
    String options = way.contains(";") ? "preferQueryMode=simple" : "";
    try (Connection writer = here.connect(options);
        Connection reader = named(there, "user-42");
        Connection other = named(there, "user-43");
        Connection late = there.connect("")) {
      execute(writer, "SET lagrange.session = 'user-42'");
      standStill(here, there);
      switch (way) {
        case "autocommit" -> write(writer);
        case "transaction" -> {
          writer.setAutoCommit(false);
          write(writer);
          writer.commit();
        }
        default -> {
          execute(writer, "BEGIN");
          write(writer);
          execute(writer, way);
        }
      }
      assertThat(value(other, READ)).as("the negative control").isEqualTo("old");
      assertThat(value(reader, READ)).as("connected before").isEqualTo("new");
      execute(late, "SET lagrange.session = 'user-42'");
      assertThat(value(late, READ)).as("named after").isEqualTo("new");
    }
  }

  @Test
  void whatOneProxyReadTheOtherDoesNotGoBackBehind() throws SQLException {
    try (Connection first = named(here, "user-42");
        Connection second = named(there, "user-42");
        Connection other = named(there, "user-43")) {
      standStill(here, there);
      cluster.execute("UPDATE t SET v = 'new'");
      assertThat(value(first, "/*+ consistency(strong) */ " + READ)).isEqualTo("new");
      assertThat(value(other, READ)).as("the negative control").isEqualTo("old");
      assertThat(value(second, READ)).isEqualTo("new");
    }
  }

  @Test
  void nothingIsMissedWhileTheReplicaFollows() throws SQLException {
    int onReplica = 0;
    try (ProxyOn mine = proxy("&replicaWait=5s");
        ProxyOn yours = proxy("&replicaWait=5s");
        Connection one = named(mine, "user-42");
        Connection other = named(yours, "user-42")) {
      for (int i = 0; i < 100; i++) {
        Connection writer = i % 2 == 0 ? one : other;
        Connection reader = i % 2 == 0 ? other : one;
        execute(writer, "UPDATE t SET v = '" + i + "'");
        assertThat(value(reader, READ)).isEqualTo(Integer.toString(i));
        onReplica += value(reader, "SHOW lagrange.route").startsWith("replica") ? 1 : 0;
      }
    }
    assertThat(onReplica).isPositive();
  }

  @Test
  void aReadThatSawNothingNewLeavesTheStoreAlone() throws SQLException {
    try (Connection client = named(here, "user-42")) {
      assertThat(value(client, READ)).isEqualTo("old");
      assertThat(value(client, READ)).isEqualTo("old");
      assertThat(count(client, "not saved")).isZero();
      redis.link().refuse();
      assertThat(value(client, "/*+ consistency(weak) */ " + READ)).isEqualTo("old");
      assertThat(count(client, "not read")).isZero();
    }
  }

  @Test
  void storeOutOfReachMeansScopeClusterUnlessToldOtherwise() throws SQLException {
    try (ProxyOn ignoring = proxy(HASTY + "&tokenStoreDown=ignore");
        ProxyOn failing = proxy(HASTY + "&tokenStoreDown=error");
        Connection writer = named(here, "user-42");
        Connection reader = named(there, "user-42");
        Connection careless = named(ignoring, "user-42");
        Connection strict = named(failing, "user-42")) {
      standStill(here, there, ignoring, failing);
      redis.kill();
      redis.link().refuse();
      write(writer);
      assertThat(value(writer, READ)).isEqualTo("new");
      assertThat(value(careless, READ)).as("the negative control").isEqualTo("old");
      assertThat(value(reader, READ)).isEqualTo("new");
      assertThat(count(reader, "not read")).isPositive();
      assertThat(count(writer, "not saved")).isPositive();
      assertState("LG005", () -> value(strict, READ));
      assertState("LG005", () -> execute(strict, "UPDATE t SET v = 'newer'"));
      assertState("LG005", () -> named(failing, "user-44").close());
      try (Connection unnamed = failing.connect("")) {
        assertThat(value(unnamed, READ)).as("it was carried out").isEqualTo("newer");
      }

      redis.restart();
      redis.link().restore();
      Await.until("the late join", Await.PATIENCE, () -> count(writer, "saved late") > 0);
      assertThat(value(strict, READ)).isEqualTo("newer");
      try (Connection again = named(ignoring, "user-42")) {
        assertThat(value(again, READ)).isEqualTo("newer");
      }
    }
  }

  @Test
  void storeThatIsSilentHoldsNobodyUpForLong() throws SQLException {
    try (ProxyOn impatient =
            ProxyOn.start(
                cluster,
                SCOPE.replace("tokenStoreTimeout=30s", "tokenStoreTimeout=100ms")
                    + "&tokenStore="
                    + redis.url()
                    + HASTY);
        Connection client = impatient.connect("")) {
      Await.until(
          "the store to be connected",
          Await.PATIENCE,
          () -> {
            execute(client, "SET lagrange.session = 'user-42'");
            long before = count(client, "not read");
            value(client, READ);
            return count(client, "not read") == before;
          });
      standStill(impatient);
      redis.link().cut();
      cluster.execute("UPDATE t SET v = 'new'");
      assertThat(value(client, READ)).isEqualTo("new");
      write(client);
      assertThat(count(client, "not saved")).isPositive();
    }
  }

  @Test
  void whatAFailoverLostIsToldOnceAndNotForEver() throws SQLException {
    PostgresNode replica = cluster.replicas().get(0);
    try (Connection writer = named(here, "user-42");
        Connection reader = named(there, "user-42")) {
      standStill(here, there);
      replica.replicationLink().orElseThrow().refuse();
      write(writer);
      cluster.primary().kill();
      replica.resumeReplay();
      PostgresNode next = cluster.failOver();
      Await.until(
          "the new primary",
          Await.PATIENCE,
          () -> {
            var primary =
                there.proxy().cluster(PostgresCluster.DATABASE).monitor().view().primary();
            return primary != null && primary.id().value().endsWith(":" + next.port());
          });
      assertState("LG002", () -> value(reader, READ));
      assertThat(value(reader, READ)).isEqualTo("old");
      assertThat(value(reader, READ)).isEqualTo("old");
      try (Connection late = named(there, "user-42")) {
        assertThat(value(late, READ)).isEqualTo("old");
      }
    }
  }
}
