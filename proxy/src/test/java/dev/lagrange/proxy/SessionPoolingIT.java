package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static dev.lagrange.testbed.StandbyCluster.READ;
import static dev.lagrange.testbed.StandbyCluster.stateOf;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.client.Pooling;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.StandbyCluster;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.postgresql.PGConnection;

/**
 * With session pooling a client has one connection to the primary until it goes, with whatever no
 * text shows; transaction pooling is the negative control.
 */
@Timeout(180)
final class SessionPoolingIT {

  private static final String STRONG = "/*+ consistency(strong) */ ";
  private static final String PID = STRONG + "SELECT pg_backend_pid()";
  private static final String HIDDEN = STRONG + "SELECT v FROM hidden";
  private static final String TENANT = STRONG + "SELECT current_setting('app.tenant', true)";
  private static final String PREPARED = STRONG + "SELECT count(*) FROM pg_prepared_statements";
  private static final String LOCKS =
      "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND objid = 42";

  /** What no text shows neither binds the client nor is it made as new. */
  private static final String OPTIONS = "unseenState=reset&probeInterval=100ms";

  private static final String RESTING =
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'resting'";
  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    try (Connection app =
        cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
      define(app);
    }
    cluster.awaitReplicasCaughtUp();
  }

  private static void define(Connection app) throws SQLException {
    execute(app, "CREATE TABLE t (id int PRIMARY KEY, v int)");
    execute(app, "INSERT INTO t VALUES (1, 0)");
    execute(app, "CREATE SEQUENCE numbers");
    execute(
        app,
        "CREATE FUNCTION leave() RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
            + " CREATE TEMP TABLE hidden AS SELECT 'mine' AS v;"
            + " PERFORM set_config('app.tenant', 'a', false);"
            + " PERFORM pg_advisory_lock(42);"
            + " RETURN 1; END $$");
    execute(
        app,
        "CREATE FUNCTION hear() RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
            + " LISTEN news; RETURN 1; END $$");
    execute(
        app,
        "CREATE FUNCTION prepare() RETURNS int LANGUAGE plpgsql AS $$ BEGIN"
            + " EXECUTE 'PREPARE mine AS SELECT 5'; RETURN 1; END $$");
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  private static Connection direct() throws SQLException {
    return cluster.primary().connectAsSuperuser();
  }

  private static void awaitUnlocked(Connection direct) {
    Await.until("the lock to be free", Await.PATIENCE, () -> value(direct, LOCKS).equals("0"));
  }

  @ParameterizedTest
  @EnumSource
  void oneServerSessionServesAllOfAClient(Pooling pooling) throws SQLException {
    Set<String> seen = new HashSet<>();
    List<Connection> others = new ArrayList<>();
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS, pooling);
        Connection client = proxy.connect("")) {
      execute(client, "SELECT nextval('numbers')");
      seen.add(value(client, PID));
      for (int i = 0; i < 4; i++) { // two of them share its event loop
        Connection other = proxy.connect("");
        others.add(other);
        other.setAutoCommit(false);
        execute(other, "UPDATE t SET v = v WHERE id = -1");
        seen.add(value(client, PID));
        execute(client, "UPDATE t SET v = v WHERE id = -1");
        awaitReadOnReplica(client, "SELECT v FROM t", "0");
      }
      boolean keeps = pooling == Pooling.SESSION;
      assertThat(seen.size() == 1).isEqualTo(keeps);
      assertThat(stateOf(client, "SELECT currval('numbers')").equals("none")).isEqualTo(keeps);
    } finally {
      for (Connection other : others) {
        other.close();
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void whatNoTextShowsStaysWhileReadsGoToReplicas(Pooling pooling) throws SQLException {
    boolean keeps = pooling == Pooling.SESSION;
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS, pooling);
        Connection direct = direct();
        Connection client = proxy.connect("")) {
      execute(client, "SELECT leave()");
      for (int i = 0; i < 3; i++) {
        assertThat(stateOf(client, HIDDEN)).isEqualTo(keeps ? "none" : "42P01");
        assertThat("a".equals(value(client, TENANT))).isEqualTo(keeps);
        awaitReadOnReplica(client, "SELECT v FROM t", "0");
        execute(client, "SET work_mem = '" + (5 + i) + "MB'");
        assertThat(value(client, STRONG + "SELECT current_setting('work_mem')"))
            .isEqualTo(5 + i + "MB");
      }
      if (keeps) {
        assertThat(value(direct, LOCKS)).isEqualTo("1");
      }
    }
    try (Connection direct = direct()) {
      awaitUnlocked(direct);
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoGoesLeavesNothing(Pooling pooling) throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS + "&maxPoolSize=2", pooling);
        Connection direct = direct()) {
      for (int i = 0; i < 4; i++) {
        Connection client = proxy.connect("");
        execute(client, "SELECT leave()");
        if (i % 2 == 0) {
          client.setAutoCommit(false);
          execute(client, "UPDATE t SET v = 9");
          client.abort(Runnable::run);
        } else {
          client.close();
        }
        awaitUnlocked(direct);
        try (Connection one = proxy.connect("");
            Connection another = proxy.connect("")) {
          for (Connection next : List.of(one, another)) {
            assertThat(value(next, TENANT)).isNotEqualTo("a");
            assertThat(stateOf(next, HIDDEN)).isEqualTo("42P01");
            execute(next, "UPDATE t SET v = v + 0");
          }
        }
      }
      assertThat(value(direct, "SELECT v FROM t")).isEqualTo("0");
    }
  }

  @ParameterizedTest
  @EnumSource
  void clientsThatKeepAllConnectionsLetNobodyIn(Pooling pooling) throws SQLException {
    List<Connection> clients = new ArrayList<>();
    String refused = "none";
    try (ProxyOn proxy =
        ProxyOn.start(cluster, OPTIONS + "&maxPoolSize=2&connectionTimeout=1s", pooling)) {
      try {
        for (int i = 0; i < 3; i++) {
          clients.add(proxy.connect("assumeMinServerVersion=18")); // which sets nothing at first
          refused = stateOf(clients.get(i), "UPDATE t SET v = v WHERE id = -1");
        }
        assertThat(refused).isEqualTo(pooling == Pooling.SESSION ? "53300" : "none");
        clients.remove(0).close();
        clients.remove(0).close();
        assertThat(stateOf(clients.get(0), "UPDATE t SET v = v WHERE id = -1")).isEqualTo("none");
      } finally {
        for (Connection client : clients) {
          client.close();
        }
      }
    }
  }

  private static void terminate(Connection direct, String pid) throws SQLException {
    execute(direct, "SELECT pg_terminate_backend(" + pid + ", 60000)");
  }

  @ParameterizedTest
  @EnumSource
  void aConnectionThatIsLostWhileItRestsIsReplacedIfNothingIsLost(Pooling pooling)
      throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS, pooling);
        Connection direct = direct();
        Connection client = proxy.connect("ApplicationName=resting");
        Connection bound = proxy.connect("")) {
      execute(client, "SET work_mem = '7MB'");
      assertThat(value(client, STRONG + "SELECT count(*) FROM t")).isEqualTo("1");
      execute(bound, "SELECT leave()");
      String before = value(direct, RESTING); // asked of the client, it might have written
      String boundTo = value(bound, PID);
      terminate(direct, before);
      terminate(direct, boundTo);
      assertThat(value(client, STRONG + "SELECT current_setting('work_mem')")).isEqualTo("7MB");
      assertThat(value(direct, RESTING)).isNotEqualTo(before);
      if (pooling == Pooling.SESSION) {
        assertThat(stateOf(bound, "UPDATE t SET v = v WHERE id = -1")).isIn("57P01", "08006");
        assertThat(stateOf(bound, "SELECT 1")).startsWith("08");
      } else { // it goes on without
        assertThat(stateOf(bound, "UPDATE t SET v = v WHERE id = -1")).isEqualTo("none");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdleClientHoldsUpNoEnd(Pooling pooling) throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS, pooling);
        Connection direct = direct();
        Connection client = proxy.connect("")) {
      execute(client, "SELECT leave()");
      assertThat(proxy.proxy().drain(Duration.ofSeconds(60))).isTrue();
      assertThat(stateOf(client, "SELECT 1")).matches("57P01|08...");
      awaitUnlocked(direct);
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdleClientHears(Pooling pooling) throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS, pooling);
        Connection direct = direct();
        Connection client = proxy.connect("")) {
      execute(client, "SELECT hear()");
      awaitReadOnReplica(client, "SELECT v FROM t", "0");
      execute(direct, "NOTIFY news, 'all is well'");
      PGConnection hears = client.unwrap(PGConnection.class);
      if (pooling == Pooling.SESSION) {
        assertThat(hears.getNotifications(60_000))
            .singleElement()
            .satisfies(told -> assertThat(told.getParameter()).isEqualTo("all is well"));
      } else {
        assertThat(value(client, PID)).isNotEmpty();
        assertThat(hears.getNotifications()).isEmpty();
      }
    }
  }

  @Test
  void whatIsPreparedAgainAndAgainDoesNotPileUp() throws SQLException {
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS, Pooling.SESSION);
        Connection client = proxy.connect("prepareThreshold=1")) {
      try (PreparedStatement called = client.prepareStatement("SELECT hear() + ?")) {
        for (int i = 0; i < 100; i++) {
          called.setInt(1, i);
          called.execute();
        }
        assertThat(value(client, PREPARED)).matches("[0-9]");
      }
      client.unwrap(PGConnection.class).setPrepareThreshold(0); // leaves all where it is
      execute(client, "SELECT prepare()");
      assertThat(value(client, PREPARED + " WHERE name = 'mine'"))
          .as("what the client has prepared in its own way")
          .isEqualTo("1");
    }
  }

  @ParameterizedTest
  @EnumSource
  void ownWritesAreReadWhileReplicasLag(Pooling pooling) throws SQLException {
    int missed = 0;
    try (ProxyOn proxy = ProxyOn.start(cluster, OPTIONS + "&replicaWait=0ms", pooling);
        Connection client = proxy.connect("")) {
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      for (int i = 1; i <= 20; i++) {
        execute(client, "UPDATE t SET v = " + i);
        assertThat(value(client, "SELECT v FROM t")).isEqualTo(Integer.toString(i));
        String weak = value(client, "/*+ consistency(weak) */ SELECT v FROM t");
        missed += weak.equals(Integer.toString(i)) ? 0 : 1;
      }
      execute(client, "UPDATE t SET v = 0");
    } finally {
      cluster.replicas().forEach(PostgresNode::resumeReplay);
      cluster.awaitReplicasCaughtUp();
    }
    assertThat(missed).as("weak reads that missed the last write").isPositive();
  }

  @ParameterizedTest
  @EnumSource
  void afterAFailoverOnlyWhatCanBeCarriedGoesOn(Pooling pooling) throws SQLException {
    try (PostgresCluster failing = PostgresCluster.builder().replicas(2).start()) {
      try (Connection app =
          failing.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD)) {
        define(app);
      }
      failing.awaitReplicasCaughtUp();
      try (ProxyOn proxy =
              ProxyOn.start(
                  failing, OPTIONS + "&failoverTimeout=60s&sessionScope=connection", pooling);
          Connection client = proxy.connect("");
          Connection writer = proxy.connect("");
          Connection bound = proxy.connect("")) {
        execute(client, "SET work_mem = '7MB'");
        assertThat(value(client, STRONG + "SELECT v FROM t")).isEqualTo("0");
        execute(writer, "UPDATE t SET v = 1"); // a trigger may have left what nobody sees
        execute(bound, "SELECT leave()");
        failing.awaitReplicasCaughtUp();
        failing.primary().kill();
        failing.failOver();
        execute(client, "UPDATE t SET v = v + 10");
        assertThat(value(client, STRONG + "SELECT current_setting('work_mem')")).isEqualTo("7MB");
        for (Connection each : List.of(writer, bound)) {
          String state = stateOf(each, "UPDATE t SET v = v + 100");
          assertThat(state).matches(pooling == Pooling.SESSION ? "08006|57P01|40001" : "none");
        }
        assertThat(value(client, STRONG + "SELECT v FROM t"))
            .isEqualTo(pooling == Pooling.SESSION ? "11" : "211");
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aDeposedPrimaryShowsNothingToStrongReads(Pooling pooling) throws SQLException {
    String options = OPTIONS + "&consistency=strong&failoverTimeout=3s&strongFencing=";
    try (StandbyCluster standbys = StandbyCluster.start(2, 1);
        ProxyOn fenced = ProxyOn.start(standbys.servers(), options + "barrier", pooling);
        ProxyOn unfenced = ProxyOn.start(standbys.servers(), options + "none", pooling);
        Connection careful = fenced.connect("");
        Connection bound = fenced.connect("");
        Connection careless = unfenced.connect("")) {
      execute(bound, "DO 'BEGIN PERFORM 1; END'");
      for (Connection each : List.of(careful, bound, careless)) {
        assertThat(value(each, READ)).isEqualTo("1");
      }

      standbys.deposeBehindTheClientsBack();

      assertThat(value(careless, READ)).isEqualTo("1");
      assertThat(stateOf(careful, READ)).isEqualTo("LG004");
      assertThat(stateOf(bound, READ)).isEqualTo("LG004");

      standbys.showAllToClients();
      Await.until(
          "strong reads to go on", Await.PATIENCE, () -> stateOf(careful, READ).equals("none"));
      assertThat(value(careful, READ)).isEqualTo("2");
      assertThat(stateOf(bound, READ))
          .matches(pooling == Pooling.SESSION ? "08...|57P01|40001" : "none");
    }
  }
}
