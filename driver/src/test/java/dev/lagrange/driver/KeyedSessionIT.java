package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.event.StoreEvent;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.testbed.RedisServer;
import dev.lagrange.testbed.StandbyCluster;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Sessions that two instances of an application know by a key, while no replica replays anything:
 * what one of them wrote, the other reads, also where the token store is out of reach.
 */
final class KeyedSessionIT {

  private static final String READ = "SELECT ver FROM r WHERE id = 0";
  private static final String WRITE = "UPDATE r SET ver = ver + 1 WHERE id = 0";
  private static final String USER = "user-42";

  /** An instance of the application, with a listener of its own so that it shares no cluster. */
  private static final class Instance implements AutoCloseable, RoutingListener {

    private final Queue<StoreEvent> events = new ConcurrentLinkedQueue<>();
    private final LagrangeDataSource source;

    Instance(PostgresCluster cluster, String store, String options) throws SQLException {
      String scope = "sessionScope=context&maxLag=1d&tokenStoreExpiry=1d";
      source =
          new LagrangeDataSource(
              LagrangeUrl.of(cluster, scope + options), Map.of("tokenStore", store), this);
    }

    @Override
    public void tokenStore(StoreEvent event) {
      events.add(event);
    }

    String value(String sql) throws SQLException {
      try (Connection connection = source.getConnection()) {
        return LagrangeUrl.value(connection, sql);
      }
    }

    void write() throws SQLException {
      try (Connection connection = source.getConnection()) {
        LagrangeUrl.execute(connection, WRITE);
      }
    }

    /** What a session with a key reads that does nothing else. */
    String readAs(String key) throws SQLException {
      try (SessionContext session = SessionContext.ofKey(key)) {
        assertThat(SessionContext.current()).isSameAs(session);
        return value(READ);
      }
    }

    void writeAs(String key) throws SQLException {
      try (SessionContext session = SessionContext.ofKey(key)) {
        assertThat(SessionContext.current()).isSameAs(session);
        write();
      }
    }

    /** What a session reads that has seen nothing. */
    String readAsNobody() throws SQLException {
      try (SessionContext session = SessionContext.open()) {
        assertThat(SessionContext.current()).isSameAs(session);
        return value(READ);
      }
    }

    void awaitReadOnReplica() throws SQLException {
      try (Connection connection = source.getConnection()) {
        LagrangeUrl.awaitReadOnReplica(connection, READ);
      }
    }

    @Override
    public void close() throws SQLException {
      source.close();
    }
  }

  private static final String PATIENT = "&tokenStoreTimeout=30s";

  private RedisServer redis;
  private PostgresCluster cluster;
  private Instance here;
  private Instance there;

  @BeforeEach
  void start() throws SQLException {
    assumeTrue(RedisServer.isFound(), RedisServer.NOT_FOUND);
    redis = RedisServer.start();
    cluster = RegisterSession.startCluster(1, 1);
    here = instance(PATIENT);
    there = instance(PATIENT);
    for (Instance each : List.of(here, there)) {
      each.awaitReadOnReplica();
    }
    cluster.replicas().forEach(PostgresNode::pauseReplay);
  }

  @AfterEach
  void stop() throws SQLException {
    if (there != null) {
      here.close();
      there.close();
    }
    if (cluster != null) {
      cluster.close();
    }
    if (redis != null) {
      redis.close();
    }
  }

  private Instance instance(String options) throws SQLException {
    return instance(redis.url(), options);
  }

  /**
   * To be made before anything is written: how far a replica lags that stands still is known only
   * then.
   */
  private Instance instance(String store, String options) throws SQLException {
    Instance instance = new Instance(cluster, store, options);
    LagrangeUrl.awaitReplicas(cluster, instance.source);
    return instance;
  }

  private static String stateOf(StandbyCluster.Step step) {
    return StandbyCluster.stateOf(step);
  }

  @Test
  void whatOneInstanceWroteTheOtherReadsUnderThatKeyOnly() throws SQLException {
    here.writeAs(USER);

    assertThat(there.readAsNobody()).as("without a key").isEqualTo("1");
    assertThat(there.readAs("user-43")).as("another key").isEqualTo("1");
    assertThat(there.readAs(USER)).isEqualTo("2");
    there.writeAs(USER);
    assertThat(here.readAs(USER)).isEqualTo("3");
    assertThat(here.events).isEmpty();
  }

  @Test
  void sessionIsHandedOnBeforeItEndsIfItIsSaved() throws SQLException {
    try (SessionContext session = SessionContext.ofKey(USER)) {
      here.write();
      assertThat(there.readAs(USER)).as("before it is saved").isEqualTo("1");
      session.save();
      assertThat(there.readAs(USER)).isEqualTo("2");
    }
  }

  @Test
  void whatASessionTookOverByATokenIsKeptToo() throws SQLException {
    String token;
    try (SessionContext service = SessionContext.open()) {
      there.write();
      token = service.token();
    }
    try (SessionContext session = SessionContext.ofKey(USER)) {
      assertThat(here.value(READ)).isEqualTo("1");
      session.join(token);
    }
    assertThat(there.readAs(USER)).isEqualTo("2");
    assertThat(
            stateOf(
                () -> {
                  try (SessionContext session = SessionContext.ofKey(USER)) {
                    session.join(token);
                  }
                }))
        .as("on no cluster")
        .isEqualTo("LG003");
  }

  @Test
  void contextsThatWereLeftOpenWithinAreKeptToo() throws SQLException {
    SessionContext outer = SessionContext.ofKey("outer");
    SessionContext inner = SessionContext.ofKey(USER);
    assertThat(SessionContext.current()).isSameAs(inner);
    here.write();
    outer.close();

    assertThat(SessionContext.current()).isNull();
    assertThat(there.readAs("outer")).isEqualTo("1");
    assertThat(there.readAs(USER)).isEqualTo("2");
  }

  @Test
  void whatOneInstanceReadTheOtherDoesNotGoBackBehind() throws SQLException {
    here.writeAs("somebody else");
    try (SessionContext session = SessionContext.ofKey(USER);
        Connection connection = here.source.getConnection()) {
      assertThat(SessionContext.current()).isSameAs(session);
      connection.setAutoCommit(false); // on the primary, since it may write
      assertThat(LagrangeUrl.value(connection, READ)).isEqualTo("2");
      connection.commit();
    }
    assertThat(there.readAsNobody()).as("the negative control").isEqualTo("1");
    assertThat(there.readAs(USER)).isEqualTo("2");
  }

  @Test
  void sessionThatSawNothingNewLeavesTheStoreAlone() throws SQLException {
    try (SessionContext session = SessionContext.ofKey(USER)) {
      assertThat(SessionContext.current()).isSameAs(session);
      there.value("/*+ consistency(weak) */ " + READ);
    }
    assertThat(keysInRedis()).isEmpty();
    there.readAs(USER);
    assertThat(keysInRedis()).hasSize(1).allMatch(key -> key.endsWith(":" + USER));
  }

  @Test
  void storeOutOfReachMeansScopeClusterUnlessToldOtherwise() throws SQLException {
    try (Instance ignoring = instance(PATIENT + "&tokenStoreDown=ignore");
        Instance failing = instance(PATIENT + "&tokenStoreDown=error")) {
      here.writeAs(USER);
      for (Instance each : List.of(ignoring, failing)) {
        assertThat(each.readAs(USER)).isEqualTo("2");
      }
      redis.link().refuse();

      ignoring.writeAs("user-43");
      assertThat(ignoring.readAs("user-43")).as("its own, which is not kept yet").isEqualTo("3");
      assertThat(there.readAs(USER)).isEqualTo("3");
      assertThat(there.events).containsExactly(StoreEvent.NOT_READ, StoreEvent.NOT_SAVED);
      assertThat(ignoring.readAs(USER)).as("the negative control").isEqualTo("1");
      assertThat(ignoring.events).containsOnly(StoreEvent.NOT_READ, StoreEvent.NOT_SAVED);
      assertThatThrownBy(() -> failing.readAs(USER))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("LG005");
                assertThat(e.getMessage())
                    .contains("127.0.0.1:" + redis.link().port(), "tokenStoreDown=error");
              });
      assertThat(failing.events).containsExactly(StoreEvent.NOT_READ);
      assertThat(there.value("SHOW lagrange.store")).isEqualTo("not read");

      redis.link().restore();
      assertThat(failing.readAs(USER)).isEqualTo("3");
    }
  }

  @Test
  void whatCouldNotBeKeptIsKeptOnceTheStoreIsBack() throws SQLException {
    assertThat(here.readAs(USER)).isEqualTo("1");
    redis.kill();
    redis.link().refuse();
    here.writeAs(USER);
    assertThat(here.events).contains(StoreEvent.NOT_SAVED);

    redis.restart();
    redis.link().restore();
    Await.until("the late join", Await.PATIENCE, () -> here.events.contains(StoreEvent.SAVED_LATE));
    assertThat(there.readAs(USER)).isEqualTo("2");
    assertThat(there.readAsNobody()).isEqualTo("1");
  }

  @Test
  void whatCannotBeKeptIsAnErrorIfToldSo() throws SQLException {
    try (Instance failing = instance(PATIENT + "&tokenStoreDown=error")) {
      SessionContext session = SessionContext.ofKey(USER);
      failing.write();
      redis.link().refuse();
      assertThat(stateOf(session::save)).isEqualTo("LG005");
      redis.link().restore();
      session.close();
      assertThat(SessionContext.current()).isNull();
      assertThat(there.readAs(USER)).isEqualTo("2");

      SessionContext lost = SessionContext.ofKey(USER);
      failing.write();
      redis.link().refuse();
      assertThat(stateOf(lost::close)).isEqualTo("LG005");
      assertThat(SessionContext.current()).as("it has ended nevertheless").isNull();
    }
  }

  @Test
  void storeThatIsSilentHoldsNobodyUp() throws SQLException {
    try (Instance impatient = instance("&tokenStoreTimeout=100ms")) {
      Await.until(
          "the store to be connected",
          Await.PATIENCE,
          () -> {
            impatient.events.clear();
            impatient.readAs(USER);
            return impatient.events.isEmpty();
          });
      here.writeAs(USER);
      redis.link().cut();

      assertThat(impatient.readAs(USER)).isEqualTo("2");
      assertThat(impatient.events).containsExactly(StoreEvent.NOT_READ, StoreEvent.NOT_SAVED);
    }
  }

  @Test
  void instanceStartsWithoutAStoreAndWithAWrongPassword() throws SQLException {
    try (RedisServer guarded = RedisServer.start("open-sesame");
        Instance locked = instance(guarded.url("open-barley"), PATIENT);
        Instance let = instance(guarded.url(), PATIENT)) {
      here.writeAs(USER);
      assertThat(locked.readAs(USER)).isEqualTo("2");
      assertThat(locked.events).containsExactly(StoreEvent.NOT_READ, StoreEvent.NOT_SAVED);
      assertThat(let.readAs(USER)).isEqualTo("1");
      assertThat(let.events).isEmpty();
    }
    redis.link().refuse();
    try (Instance alone = new Instance(cluster, redis.url(), PATIENT)) {
      assertThat(alone.readAs(USER)).isEqualTo("2");
    }
  }

  @Test
  void valueThatIsNoTokenIsRefusedBeforeAnythingRuns() throws SQLException {
    here.writeAs(USER);
    RedisClient client = RedisClient.create(redis.url());
    try (StatefulRedisConnection<String, String> raw = client.connect()) {
      raw.sync().keys("*").forEach(key -> raw.sync().set(key, "lg1.nonsense"));
    } finally {
      client.shutdown();
    }
    assertThat(stateOf(() -> there.readAs(USER))).isEqualTo("LG003");
    assertThat(stateOf(() -> there.writeAs(USER))).isEqualTo("LG003");
    try (Connection primary = LagrangeUrl.owner(cluster)) {
      assertThat(LagrangeUrl.value(primary, READ)).isEqualTo("2");
    }
  }

  @Test
  void whatAFailoverLostIsToldOnceAndNotForEver() throws SQLException {
    PostgresNode replica = cluster.replicas().get(0);
    replica.replicationLink().orElseThrow().refuse();
    here.writeAs(USER);
    cluster.primary().kill();
    replica.resumeReplay();
    PostgresNode next = cluster.failOver();
    Await.until(
        "the new primary",
        Await.PATIENCE,
        () ->
            there.source.nodes().primary() != null
                && there.source.nodes().primary().id().value().endsWith(":" + next.port()));

    assertThat(stateOf(() -> there.readAs(USER))).isEqualTo("LG002");
    assertThat(there.readAs(USER)).isEqualTo("1");
    assertThat(here.readAs(USER)).isEqualTo("1");
  }

  @Test
  void optionsThatMakeNoSenseAreRefused() throws SQLException {
    for (String uri : List.of("http://a:sesame@b", "redis://a:sesame@", "sesame")) {
      assertThatThrownBy(() -> new Instance(cluster, uri, ""))
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> {
                assertThat(e.getSQLState()).isEqualTo("22023");
                assertThat(e.getMessage())
                    .contains("'tokenStore'", "redis://[[user]:password@]host")
                    .doesNotContain("sesame");
              });
    }
    String url = LagrangeUrl.of(cluster, "sessionScope=context&maxLag=2h");
    assertThatThrownBy(() -> new LagrangeDataSource(url, Map.of("tokenStore", redis.url())))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("'tokenStoreExpiry' is 1h, less than 'maxLag', which is 2h");

    try (LagrangeDataSource without = new LagrangeDataSource(url, Map.of());
        Connection connection = without.getConnection()) {
      assertThat(
              stateOf(
                  () -> {
                    try (SessionContext session = SessionContext.ofKey(USER)) {
                      assertThat(SessionContext.current()).isSameAs(session);
                      LagrangeUrl.execute(connection, WRITE);
                    }
                  }))
          .isEqualTo("22023");
    }
  }

  @Test
  void clusterThatIsClosedLeavesNoThreadOfTheStore() throws SQLException {
    here.writeAs(USER);
    redis.link().refuse();
    here.writeAs(USER);
    assertThat(threadsOfStores())
        .anyMatch(thread -> thread.getName().equals("lagrange-store-late"))
        .allMatch(Thread::isDaemon);
    here.close();
    there.close();
    // some seconds later, see ClusterRegistry
    Await.until("the threads to end", Await.PATIENCE, () -> threadsOfStores().isEmpty());
    assertThat(here.events).containsOnlyOnce(StoreEvent.GIVEN_UP);
  }

  private static List<Thread> threadsOfStores() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("lagrange-store"))
        .toList();
  }

  private List<String> keysInRedis() {
    RedisClient client = RedisClient.create(redis.url());
    try (StatefulRedisConnection<String, String> raw = client.connect()) {
      return raw.sync().keys("*");
    } finally {
      client.shutdown();
    }
  }
}
