package dev.lagrange.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.StandbyCluster;
import java.io.ByteArrayInputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * With {@code weakWrites=fireAndForget}, nobody waits for weak writes, and each is accounted for.
 */
final class FireAndForgetIT {

  private static final String WEAK = "/*+ consistency(weak) */ ";
  private static final String COUNT = "SELECT count(*) FROM w";

  private PostgresCluster cluster;
  private Connection owner;
  private final AtomicInteger dropped = new AtomicInteger();
  private final Queue<String> failed = new ConcurrentLinkedQueue<>();

  private final RoutingListener listener =
      new RoutingListener() {
        @Override
        public void weakWriteDropped() {
          dropped.incrementAndGet();
        }

        @Override
        public void weakWriteFailed(@Nullable NodeId node, String sqlState) {
          failed.add(sqlState);
        }
      };

  @BeforeEach
  void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    owner = LagrangeUrl.owner(cluster);
    CommitLog.create(owner);
    cluster.awaitReplicasCaughtUp();
  }

  @AfterEach
  void stop() throws SQLException {
    owner.close();
    cluster.close();
  }

  private LagrangeDataSource open(String options) throws SQLException {
    String url = LagrangeUrl.of(cluster, "maxLag=1d&weakWrites=fireAndForget&" + options);
    LagrangeDataSource source = new LagrangeDataSource(url, Map.of(), listener);
    LagrangeUrl.awaitReplicas(cluster, source);
    return source;
  }

  private static void fire(Connection connection, int id) throws SQLException {
    try (PreparedStatement insert =
        connection.prepareStatement(WEAK + "INSERT INTO w VALUES (?)")) {
      insert.setInt(1, id);
      assertThat(insert.executeUpdate()).isZero();
      assertThat(insert.getUpdateCount()).isZero();
      assertThat(insert.getMoreResults()).isFalse();
      assertThat(insert.getUpdateCount()).isEqualTo(-1);
    }
  }

  private int rows() throws SQLException {
    return Integer.parseInt(LagrangeUrl.value(owner, COUNT));
  }

  private static String counted(Connection connection, String what) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SHOW lagrange.weakwrites")) {
      while (rows.next()) {
        if (rows.getString(1).equals(what)) {
          return rows.getString(2);
        }
      }
      throw new AssertionError("nothing is said of " + what);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"cluster", "datasource", "connection"})
  void sessionSeesWhatItFiredInAnyOrder(String scope) throws SQLException {
    long seed = Long.getLong("weak.seed", new Random().nextLong());
    Random random = new Random(seed);
    try (LagrangeDataSource source = open("maxPoolSize=2&sessionScope=" + scope);
        Connection one = source.getConnection();
        Connection other = scope.equals("connection") ? one : source.getConnection()) {
      LagrangeUrl.awaitReadOnReplica(one, COUNT);
      cluster.replicas().get(0).pauseReplay();
      int written = 0;
      for (int i = 0; i < 150; i++) {
        Connection connection = random.nextBoolean() ? one : other;
        switch (random.nextInt(5)) {
          case 0 ->
              assertThat(LagrangeUrl.value(connection, COUNT))
                  .as("weak.seed=%s", seed)
                  .isEqualTo(Integer.toString(written));
          case 1 -> {
            connection.setAutoCommit(false);
            assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo(Integer.toString(written));
            LagrangeUrl.execute(connection, "INSERT INTO w VALUES (" + ++written + ")");
            connection.commit();
            connection.setAutoCommit(true);
          }
          case 2 -> // what is fired stays in order with what is not
              LagrangeUrl.execute(connection, "UPDATE w SET id = id WHERE id = " + written);
          default -> fire(connection, ++written);
        }
      }
      // the control: who promised nothing is shown nothing
      assertThat(LagrangeUrl.value(one, WEAK + COUNT)).isEqualTo("0");
      assertThat(LagrangeUrl.value(one, COUNT)).isEqualTo(Integer.toString(written));
      assertThat(dropped).hasValue(0);
      assertThat(failed).isEmpty();
    }
  }

  @Test
  void tokenNamesWhatWasStillQueued() throws SQLException {
    try (LagrangeDataSource source = open("sessionScope=context");
        LagrangeDataSource elsewhere = open("sessionScope=context&maxPoolSize=9");
        Connection writer = source.getConnection();
        Connection reader = elsewhere.getConnection()) {
      LagrangeUrl.awaitReadOnReplica(reader, COUNT);
      cluster.replicas().get(0).pauseReplay();
      String token;
      try (SessionContext session = SessionContext.open()) {
        LagrangeUrl.execute(owner, "BEGIN; LOCK TABLE w IN SHARE MODE");
        fire(writer, 1); // it cannot be done with before the lock is gone
        CompletableFuture<String> asked =
            CompletableFuture.supplyAsync(
                () -> {
                  try {
                    return session.token();
                  } catch (SQLException e) {
                    throw new IllegalStateException(e);
                  }
                });
        LagrangeUrl.execute(owner, "COMMIT");
        token = asked.join();
      }
      // What the test is for: a session without it reads the replica, which has nothing.
      try (SessionContext other = SessionContext.open()) {
        assertThat(LagrangeUrl.value(reader, COUNT)).isEqualTo("0");
      }
      try (SessionContext same = SessionContext.open(token)) {
        assertThat(LagrangeUrl.value(reader, COUNT)).isEqualTo("1");
      }
    }
  }

  @Test
  void contextSeesWhatItFiredOverAnotherConnection() throws SQLException {
    try (LagrangeDataSource source = open("sessionScope=context");
        Connection one = source.getConnection();
        Connection other = source.getConnection()) {
      LagrangeUrl.awaitReadOnReplica(other, COUNT);
      cluster.replicas().get(0).pauseReplay();
      try (SessionContext session = SessionContext.open()) {
        for (int i = 1; i <= 50; i++) {
          fire(one, i);
        }
        assertThat(LagrangeUrl.value(other, COUNT)).isEqualTo("50");
        assertThat(session.token()).isNotEmpty();
      }
    }
  }

  @Test
  void whatDoesNotFitIsDroppedAndCountedAndNobodyWaits() throws Exception {
    try (LagrangeDataSource source = open("weakWriteQueue=100");
        Connection connection = source.getConnection()) {
      fire(connection, 0);
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo("1");
      cluster.primary().freeze();
      CompletableFuture<Void> firing =
          CompletableFuture.runAsync(
              () -> {
                for (int i = 1; i <= 500; i++) {
                  int id = i;
                  assertThat(StandbyCluster.stateOf(() -> fire(connection, id))).isEqualTo("none");
                }
              });
      // it ends although the primary answers nothing
      firing.get(1, TimeUnit.MINUTES);
      int lost = dropped.get();
      assertThat(lost).isEqualTo(400);
      cluster.primary().thaw();
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo(Integer.toString(501 - lost));
      assertThat(counted(connection, "dropped")).isEqualTo(Integer.toString(lost));
      assertThat(counted(connection, "sent")).isEqualTo(Integer.toString(501 - lost));
      assertThat(counted(connection, "waiting")).isEqualTo("0");
      assertThat(failed).isEmpty();
    }
  }

  @Test
  void largeParametersCountByTheirBytes() throws Exception {
    LagrangeUrl.execute(owner, "CREATE TABLE big (data bytea)");
    try (LagrangeDataSource source = open("");
        Connection connection = source.getConnection();
        PreparedStatement insert =
            connection.prepareStatement(WEAK + "INSERT INTO big VALUES (?)")) {
      cluster.primary().freeze();
      byte[] data = new byte[10 << 20];
      for (int i = 0; i < 8; i++) {
        insert.setBytes(1, data);
        insert.executeUpdate();
      }
      cluster.primary().thaw();
      assertThat(dropped).hasValue(2);
      assertThat(LagrangeUrl.value(connection, "SELECT count(*) FROM big")).isEqualTo("6");
    }
  }

  @Test
  void oneBadRowTakesNoOtherWithIt() throws SQLException {
    LagrangeUrl.execute(owner, "INSERT INTO w VALUES (50)");
    try (LagrangeDataSource source = open("");
        Connection connection = source.getConnection()) {
      cluster.primary().freeze(); // so that they go together
      for (int i = 1; i <= 100; i++) {
        fire(connection, i);
      }
      cluster.primary().thaw();
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo("100");
      assertThat(failed).containsExactly("23505");
      assertThat(counted(connection, "failed")).isEqualTo("1");
      assertThat(counted(connection, "sent")).isEqualTo("99");
    }
    assertThat(CommitLog.read(owner).values()).filteredOn("off"::equals).hasSize(99);
  }

  @Test
  void listenerThatFailsDoublesNothingAndStopsNobody() throws SQLException {
    LagrangeUrl.execute(owner, "CREATE TABLE seen (id int CHECK (id <> 50))");
    RoutingListener failing =
        new RoutingListener() {
          @Override
          public void weakWriteFailed(@Nullable NodeId node, String sqlState) {
            throw new IllegalStateException("a listener of the application fails");
          }
        };
    String url = LagrangeUrl.of(cluster, "weakWrites=fireAndForget");
    try (LagrangeDataSource source = new LagrangeDataSource(url, Map.of(), failing);
        Connection connection = source.getConnection()) {
      cluster.primary().freeze(); // so that they go together
      for (int i = 1; i <= 100; i++) {
        LagrangeUrl.execute(connection, WEAK + "INSERT INTO seen VALUES (" + i + ")");
      }
      cluster.primary().thaw();
      assertThat(LagrangeUrl.value(connection, "SELECT count(*) FROM seen")).isEqualTo("99");
      assertThat(counted(connection, "failed")).isEqualTo("1");
    }
    assertThat(LagrangeUrl.value(owner, "SELECT count(*) FROM seen")).isEqualTo("99");
  }

  @Test
  void rowsThatCanBeUpdatedStayDurable() throws SQLException {
    try (LagrangeDataSource source = open("maxPoolSize=1");
        Connection connection = source.getConnection();
        Statement updatable =
            connection.createStatement(
                ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_UPDATABLE);
        ResultSet rows = updatable.executeQuery("SELECT id FROM w")) {
      fire(connection, 1);
      connection.setClientInfo("ApplicationName", "sends it over the connection of the rows");
      rows.moveToInsertRow();
      rows.updateInt("id", 2);
      rows.insertRow();
      assertThat(CommitLog.read(owner)).containsKey(1).containsEntry(2, "on");
    }
  }

  @Test
  void closeSendsWhatWaits() throws SQLException {
    try (LagrangeDataSource source = open("maxPoolSize=1")) {
      for (int round = 0; round < 10; round++) {
        try (Connection connection = source.getConnection()) {
          for (int i = 0; i < 30; i++) {
            fire(connection, 30 * round + i);
          }
        }
        assertThat(rows()).isEqualTo(30 * (round + 1));
      }
    }
  }

  @Test
  void whatIsStillUnsentAtTheEndIsCounted() throws SQLException {
    try (LagrangeDataSource source =
        open("failoverTimeout=300ms&connectionTimeout=300ms&maxPoolSize=1")) {
      Connection connection = source.getConnection();
      fire(connection, 1);
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo("1");
      cluster.primary().freeze();
      for (int i = 2; i <= 400; i++) {
        fire(connection, i);
      }
      connection.close();
      cluster.primary().thaw();
      Await.until(
          "all to be accounted for",
          Await.PATIENCE,
          () -> rows() + dropped.get() + failed.size() == 400);
      assertThat(dropped.get()).isPositive();
    }
  }

  @Test
  void lockedRowKeepsReadersOfItsSessionForALimitedTime() throws SQLException {
    LagrangeUrl.execute(owner, "INSERT INTO w VALUES (1)");
    try (LagrangeDataSource source = open("failoverTimeout=300ms&connectionTimeout=300ms");
        Connection connection = source.getConnection()) {
      owner.setAutoCommit(false);
      LagrangeUrl.execute(owner, "UPDATE w SET id = id");
      LagrangeUrl.execute(connection, WEAK + "DELETE FROM w");
      assertThatThrownBy(() -> LagrangeUrl.value(connection, COUNT))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57014"))
          .hasMessageContaining("600ms");
      LagrangeUrl.value(connection, WEAK + COUNT);
      owner.rollback();
      owner.setAutoCommit(true);
      Await.until(
          "the write to be sent", Await.PATIENCE, () -> counted(connection, "sent").equals("1"));
      assertThat(LagrangeUrl.value(connection, COUNT)).isEqualTo("0");
    }
  }

  @Test
  void whatNeedsAnAnswerOrHasAStateOfItsOwnIsExecutedAtOnce() throws SQLException {
    try (LagrangeDataSource source = open("");
        Connection connection = source.getConnection()) {
      assertThat(LagrangeUrl.value(connection, WEAK + "INSERT INTO w VALUES (1) RETURNING id"))
          .isEqualTo("1");
      try (PreparedStatement keys =
          connection.prepareStatement(
              WEAK + "INSERT INTO w VALUES (2)", Statement.RETURN_GENERATED_KEYS)) {
        assertThat(keys.executeUpdate()).isEqualTo(1);
      }
      LagrangeUrl.execute(owner, "CREATE TABLE streamed (data bytea)");
      try (PreparedStatement stream =
          connection.prepareStatement(WEAK + "INSERT INTO streamed VALUES (?)")) {
        stream.setBinaryStream(1, new ByteArrayInputStream(new byte[3]));
        assertThat(stream.executeUpdate()).isEqualTo(1);
      }
      try (Statement plain = connection.createStatement()) {
        assertThat(plain.executeUpdate("INSERT INTO w VALUES (3)")).isEqualTo(1);
        connection.setAutoCommit(false);
        assertThat(plain.executeUpdate(WEAK + "INSERT INTO w VALUES (4)")).isEqualTo(1);
        connection.rollback();
        connection.setAutoCommit(true);
        plain.execute("SET app.tenant = 'a'");
        assertThat(plain.executeUpdate(WEAK + "INSERT INTO w VALUES (5)")).isEqualTo(1);
      }
      assertThat(counted(connection, "sent")).isEqualTo("0");
    }
  }

  @Test
  void twoThreadsLoseAndDoubleNothing() throws Exception {
    try (LagrangeDataSource source = open("maxPoolSize=2&sessionScope=connection")) {
      List<CompletableFuture<Void>> threads = new ArrayList<>();
      for (int t = 0; t < 2; t++) {
        int first = t * 1000;
        threads.add(
            CompletableFuture.runAsync(
                () ->
                    assertThat(StandbyCluster.stateOf(() -> fireAndRead(source, first)))
                        .isEqualTo("none")));
      }
      for (CompletableFuture<Void> thread : threads) {
        thread.get(2, TimeUnit.MINUTES);
      }
    }
    assertThat(rows()).isEqualTo(1000);
    assertThat(dropped).hasValue(0);
    assertThat(failed).isEmpty();
  }

  private static void fireAndRead(LagrangeDataSource source, int first) throws SQLException {
    try (Connection connection = source.getConnection()) {
      for (int i = 1; i <= 500; i++) {
        fire(connection, first + i);
        if (i % 100 == 0) {
          String own = COUNT + " WHERE id BETWEEN " + (first + 1) + " AND " + (first + 500);
          assertThat(LagrangeUrl.value(connection, own)).isEqualTo(Integer.toString(i));
        }
      }
    }
  }
}
