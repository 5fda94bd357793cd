package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.Link;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an application notices when its primary dies and another takes over. */
final class PrimaryFaultsIT {

  /** Those who die here do not do it in silence: no probe times out. */
  private static final String OPTIONS = "probeInterval=50ms&failoverTimeout=5s&sessionScope=";

  private static final int WRITERS = 3;

  private final AtomicInteger ids = new AtomicInteger(1000);
  private final Set<Integer> acknowledged = ConcurrentHashMap.newKeySet();
  private PostgresCluster cluster;
  private PostgresNode old;
  private PostgresNode next;
  private PostgresNode other;

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void start(int synchronous) throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).synchronous(synchronous).start();
    old = cluster.primary();
    next = cluster.replicas().get(0);
    other = cluster.replicas().get(1);
    try (Connection app = direct(old)) {
      LagrangeUrl.execute(app, "CREATE TABLE t (id int PRIMARY KEY)");
      LagrangeUrl.execute(app, "INSERT INTO t VALUES (1)");
    }
    cluster.awaitReplicasCaughtUp();
  }

  private LagrangeDataSource open(String scope) throws SQLException {
    LagrangeDataSource source =
        new LagrangeDataSource(LagrangeUrl.of(cluster, OPTIONS + scope), Map.of());
    LagrangeUrl.awaitReplicas(cluster, source);
    return source;
  }

  @Test
  void openStatementOfBeforeARestartHoldsUpNoRead() throws Exception {
    start(0);
    try (LagrangeDataSource source = open("cluster");
        Connection connection = source.getConnection();
        PreparedStatement insert = connection.prepareStatement("INSERT INTO t VALUES (?)")) {
      assertThat(count(connection, "eventual")).isEqualTo(1);
      cluster.replicas().forEach(PostgresNode::pauseReplay);
      insert.setInt(1, 2);
      insert.executeUpdate();
      old.restart();
      Await.until("a primary", Await.PATIENCE, () -> source.nodes().primary() != null);

      CompletableFuture<Long> read =
          CompletableFuture.supplyAsync(
              () -> {
                try {
                  return count(connection, "eventual");
                } catch (SQLException e) {
                  throw new IllegalStateException(e);
                }
              });
      assertThat(read.get(1, TimeUnit.MINUTES)).isEqualTo(2);
      cluster.replicas().forEach(PostgresNode::resumeReplay);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "datasource", "connection"})
  void readsGoOnWithoutAPrimaryAndWritesOnceThereIsAnother(String scope) throws SQLException {
    start(0);
    try (LagrangeDataSource source = open(scope);
        Workload eventual = Workload.start(source, 2, c -> count(c, "eventual"));
        Workload weak = Workload.start(source, 1, c -> count(c, "weak"));
        Workload bounded = Workload.start(source, 1, c -> count(c, "bounded(2s)"));
        Workload single = Workload.start(source, WRITERS - 1, this::write);
        Workload several = Workload.startInTransactions(source, 1, this::writeTwice)) {
      List<Workload> all = List.of(eventual, weak, bounded, single, several);
      all.forEach(Workload::awaitProgress);

      old.kill();
      eventual.awaitProgress();
      weak.awaitProgress();
      Await.until(
          "writers to be told: " + single.states(),
          Await.PATIENCE,
          () -> single.states().contains("08001") && several.states().contains("08001"));
      eventual.awaitProgress();
      weak.awaitProgress();

      next.promote();
      other.follow(next);
      all.forEach(Workload::awaitProgress);

      assertThat(weak.errors()).isEmpty();
      assertThat(eventual.states())
          .as(eventual.errors().toString())
          .isSubsetOf("LG002")
          .hasSizeLessThanOrEqualTo(2 + WRITERS);
      assertThat(bounded.states()).isSubsetOf("LG001", "LG002");
      assertThat(single.states()).isSubsetOf("08001", "08007");
      assertThat(several.states()).isSubsetOf("08001", "08006", "08007", "40001");
      assertThat(single.errors())
          .filteredOn(e -> e.getSQLState().equals("08001"))
          .allSatisfy(
              e -> assertThat(e.getMessage()).contains("No primary", "failoverTimeout=5000ms"));
      assertThat(single.errors())
          .filteredOn(e -> e.getSQLState().equals("08007"))
          .allSatisfy(e -> assertThat(e.getMessage()).contains("outcome is unknown"));
    }
  }

  @Test
  void readsSayWhyTheyMayGoOnWithoutAPrimary() throws SQLException {
    start(0);
    try (LagrangeDataSource source = open("cluster");
        Connection connection = source.getConnection()) {
      write(connection);
      cluster.awaitReplicasCaughtUp();
      // The write is sampled now, and so its fate is known.
      count(connection, "eventual");
      old.kill();
      awaitNoPrimary(source);

      count(connection, "eventual");
      assertThat(LagrangeUrl.route(connection))
          .startsWith("replica")
          .endsWith("the newest position known here stood in for it");
      count(connection, "weak");
      assertThat(LagrangeUrl.route(connection)).startsWith("replica").endsWith("will do");
      count(connection, "bounded(1min)");
      assertThat(LagrangeUrl.route(connection)).startsWith("replica").contains("the bound");
      assertThatThrownBy(() -> count(connection, "bounded(1ms)"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG001"))
          .hasMessageContaining("longer than the bound");
      assertThatThrownBy(() -> count(connection, "strong"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "datasource", "connection"})
  void sessionWhoseWriteWasLostIsToldOnceBeforeThePromotion(String scope) throws SQLException {
    start(0);
    try (LagrangeDataSource source = open(scope);
        Connection connection = source.getConnection()) {
      int lost = writeThatNoReplicaGets(connection);
      old.kill();
      awaitNoPrimary(source);
      assertToldOnce(connection);
      promote();
      assertGoesOn(source, connection, lost);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "datasource", "connection"})
  void sessionWhoseWriteWasLostIsToldOnceAfterThePromotion(String scope) throws SQLException {
    start(0);
    try (LagrangeDataSource source = open(scope);
        Connection connection = source.getConnection()) {
      int lost = writeThatNoReplicaGets(connection);
      old.kill();
      promote();
      awaitPrimary(source, next);
      assertToldOnce(connection);
      assertGoesOn(source, connection, lost);
    }
  }

  @Test
  void connectionThatWroteNothingIsNotToldOfAnothersLoss() throws SQLException {
    start(0);
    try (LagrangeDataSource source = open("connection");
        Connection writer = source.getConnection();
        Connection reader = source.getConnection()) {
      count(reader, "eventual");
      writeThatNoReplicaGets(writer);
      old.kill();
      promote();
      awaitPrimary(source, next);
      count(reader, "eventual");
      assertToldOnce(writer);
      count(reader, "eventual");
    }
  }

  @Test
  void deposedPrimaryIsNeverWrittenToNorReadAgain() throws SQLException {
    start(0);
    try (LagrangeDataSource source = open("cluster");
        Connection connection = source.getConnection()) {
      write(connection);
      cluster.awaitReplicasCaughtUp();
      count(connection, "eventual");
      old.kill();
      promote();
      awaitPrimary(source, next);
      write(connection);
      long before = countOn(next);

      old.start();
      awaitLive(source, old);
      for (int i = 0; i < 20; i++) {
        write(connection);
        count(connection, i % 2 == 0 ? "strong" : "eventual");
        assertThat(LagrangeUrl.route(connection)).doesNotContain(":" + old.port() + " ");
      }
      assertThat(countOn(next)).isEqualTo(before + 20);
      long there = countOn(old);

      // Now the old one is the only one that takes writes.
      next.kill();
      awaitNoPrimary(source);
      assertThatThrownBy(() -> write(connection))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isIn("08001", "08007"));
      assertThatThrownBy(() -> write(connection))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"));
      assertThat(countOn(old)).isEqualTo(there);
      next.start();
      Await.until(
          "writes to go on",
          Await.PATIENCE,
          () -> {
            write(connection);
            return true;
          });
      assertThat(countOn(old)).isEqualTo(there);
    }
  }

  @Test
  void firstWriteAfterThePrimaryDiedIsToldSoHoweverLittleItWaits() throws SQLException {
    start(0);
    String url = LagrangeUrl.of(cluster, "failoverTimeout=0ms");
    try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of());
        Connection connection = source.getConnection()) {
      old.kill();
      assertThatThrownBy(() -> write(connection))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContainingAll("No primary", "failoverTimeout=0ms");
    }
  }

  @Test
  void processThatStartsAfterThePromotionUsesTheNewPrimary() throws SQLException {
    start(0);
    old.kill();
    promote();
    try (LagrangeDataSource source = open("cluster");
        Connection connection = source.getConnection()) {
      write(connection);
      cluster.awaitReplicasCaughtUp();
      Await.until(
          "a read on the replica",
          Await.PATIENCE,
          () -> {
            count(connection, "eventual");
            return LagrangeUrl.route(connection).contains(":" + other.port());
          });
    }
  }

  @Test
  void processThatStartsWithTwoWritableNodesTrustsNeither() throws SQLException {
    start(0);
    old.kill();
    promote();
    old.start();
    assertThatThrownBy(() -> open("cluster").close())
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
        .hasMessageContaining("several take writes");
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "datasource", "connection"})
  void synchronousClusterLosesNothingAndDoubtsNothingThatWasSampled(String scope)
      throws SQLException {
    start(1);
    try (LagrangeDataSource source = open(scope);
        Connection connection = source.getConnection()) {
      for (int i = 0; i < 20; i++) {
        write(connection);
        count(connection, "eventual");
      }
      old.kill();
      awaitNoPrimary(source);
      count(connection, "eventual");
      PostgresNode first = cluster.failOver();
      awaitPrimary(source, first);
      for (int i = 0; i < 5; i++) {
        assertThat(count(connection, "eventual")).isEqualTo(21 + i);
        write(connection);
      }
      assertThat(idsOn(first)).containsAll(acknowledged);
    }
  }

  // ---- steps

  @Test
  void tokenIsGivenOnceSomebodyCanSayWhatWasRead() throws SQLException {
    start(0);
    try (LagrangeDataSource source = open("context");
        Connection connection = source.getConnection();
        SessionContext context = SessionContext.open(null)) {
      LagrangeUrl.awaitReadOnReplica(connection, "SELECT count(*) FROM t");
      cluster.nodes().forEach(PostgresNode::kill);
      Await.until(
          "no node to be left",
          Await.PATIENCE,
          () -> source.nodes().nodes().stream().noneMatch(NodeState::live));
      assertThatThrownBy(context::token)
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("ask again");

      old.start();
      awaitPrimary(source, old);
      String token = context.token();
      try (SessionContext next = SessionContext.open(token)) {
        assertThat(LagrangeUrl.value(connection, "SELECT count(*) FROM t")).isEqualTo("1");
        assertThat(SessionContext.current()).isSameAs(next);
      }
    }
  }

  private void write(Connection connection) throws SQLException {
    int id = ids.incrementAndGet();
    LagrangeUrl.execute(connection, "INSERT INTO t VALUES (" + id + ")");
    acknowledged.add(id);
  }

  private void writeTwice(Connection connection) throws SQLException {
    int id = ids.addAndGet(2);
    LagrangeUrl.execute(connection, "INSERT INTO t VALUES (" + id + ")");
    LagrangeUrl.execute(connection, "INSERT INTO t VALUES (" + (id - 1) + ")");
    connection.commit();
    acknowledged.add(id);
  }

  private static long count(Connection connection, String level) throws SQLException {
    return Long.parseLong(
        LagrangeUrl.value(connection, "/*+ consistency(" + level + ") */ SELECT count(*) FROM t"));
  }

  /** A write that was acknowledged and sampled, and that will not survive the primary. */
  private int writeThatNoReplicaGets(Connection connection) throws SQLException {
    write(connection);
    cluster.awaitReplicasCaughtUp();
    count(connection, "eventual");
    cluster.replicas().forEach(replica -> replica.replicationLink().ifPresent(Link::cut));
    write(connection);
    assertThat(count(connection, "eventual")).isEqualTo(3);
    return ids.get();
  }

  private void assertToldOnce(Connection connection) throws SQLException {
    assertThatThrownBy(() -> count(connection, "eventual"))
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("LG002"))
        .hasMessageContaining("may be lost");
    assertThat(count(connection, "eventual")).isEqualTo(2);
    assertThat(count(connection, "eventual")).isEqualTo(2);
  }

  private void assertGoesOn(LagrangeDataSource source, Connection connection, int lost)
      throws SQLException {
    awaitPrimary(source, next);
    for (int i = 0; i < 5; i++) {
      assertThat(count(connection, "eventual")).isEqualTo(2 + i);
      assertThat(count(connection, "bounded(1s)")).isEqualTo(2 + i);
      write(connection);
    }
    assertThat(idsOn(next)).doesNotContain(lost);
    cluster.replicas().stream().filter(PostgresNode::isRunning).forEach(this::awaitSame);
    Await.until(
        "reads on the replica",
        Await.PATIENCE,
        () -> {
          assertThat(count(connection, "eventual")).isEqualTo(7);
          return LagrangeUrl.route(connection).contains(":" + other.port());
        });
  }

  private void promote() {
    next.promote();
    other.follow(next);
    cluster.replicas().stream()
        .map(PostgresNode::replicationLink)
        .flatMap(Optional::stream)
        .forEach(Link::restore);
  }

  private void awaitSame(PostgresNode replica) {
    Await.until("replication", Await.PATIENCE, () -> countOn(replica) == countOn(next));
  }

  private static void awaitNoPrimary(LagrangeDataSource source) {
    Await.until("the primary to be missed", Await.PATIENCE, () -> source.nodes().primary() == null);
  }

  private static void awaitPrimary(LagrangeDataSource source, PostgresNode node) {
    Await.until(
        node + " to be the primary",
        Await.PATIENCE,
        () -> {
          var primary = source.nodes().primary();
          return primary != null && primary.id().value().endsWith(":" + node.port());
        });
  }

  private static void awaitLive(LagrangeDataSource source, PostgresNode node) {
    Await.until(
        node + " to be seen",
        Await.PATIENCE,
        () ->
            source.nodes().nodes().stream()
                .anyMatch(n -> n.live() && n.id().value().endsWith(":" + node.port())));
  }

  // ---- past the driver

  private static Connection direct(PostgresNode node) throws SQLException {
    return node.connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  private static long countOn(PostgresNode node) throws SQLException {
    return idsOn(node).size();
  }

  private static List<Integer> idsOn(PostgresNode node) throws SQLException {
    try (Connection app = direct(node);
        var statement = app.createStatement();
        var rows = statement.executeQuery("SELECT id FROM t")) {
      List<Integer> found = new ArrayList<>();
      while (rows.next()) {
        found.add(rows.getInt(1));
      }
      return found;
    }
  }
}
