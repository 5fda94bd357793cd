package dev.lagrange.proxy.clients;

import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.ByteArrayOutputStream;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.postgresql.largeobject.LargeObject;
import org.postgresql.largeobject.LargeObjectManager;

/** What pgjdbc can do beyond plain statements works through the proxy. */
@Timeout(60)
final class PgjdbcIT {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    // one keeps up, so that reads leave the primary; the other is behind after each write
    cluster.replicas().get(0).applyDelay(Duration.ofMillis(100));
    proxy = ProxyOn.start(cluster, "consistency=eventual");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  @BeforeEach
  void emptyTable() throws SQLException {
    try (Connection connection = connect("")) {
      execute(connection, "DROP TABLE IF EXISTS t");
      execute(connection, "CREATE TABLE t (id int GENERATED ALWAYS AS IDENTITY, v text UNIQUE)");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void aTransactionGoesOnAfterAnErrorWithAutosave(String mode) throws SQLException {
    try (Connection connection = connect("autosave=always&preferQueryMode=" + mode)) {
      connection.setAutoCommit(false);
      insert(connection, "a");
      assertThatThrownBy(() -> insert(connection, "a"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("23505"));
      insert(connection, "b");
      connection.commit();
      assertThat(count(connection)).isEqualTo(2);
    }
  }

  @Test
  void copiesInAndOut() throws Exception {
    String rows =
        IntStream.range(0, 20_000).mapToObj(i -> "row" + i + "\n").collect(Collectors.joining());
    try (Connection connection = connect("");
        Connection other = connect("")) {
      assertThat(
              connection
                  .unwrap(PGConnection.class)
                  .getCopyAPI()
                  .copyIn("COPY t (v) FROM STDIN", new StringReader(rows)))
          .isEqualTo(20_000);
      assertThat(count(other)).isEqualTo(20_000);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      other
          .unwrap(PGConnection.class)
          .getCopyAPI()
          .copyOut("COPY (SELECT v FROM t ORDER BY id) TO STDOUT", out);
      assertThat(out.toString(UTF_8)).isEqualTo(rows);
    }
  }

  @Test
  void writesAndReadsLargeObjects() throws SQLException {
    byte[] content = new byte[300_000];
    for (int i = 0; i < content.length; i++) {
      content[i] = (byte) (i * 31);
    }
    try (Connection connection = connect("");
        Connection other = connect("")) {
      connection.setAutoCommit(false);
      LargeObjectManager objects = connection.unwrap(PGConnection.class).getLargeObjectAPI();
      long id = objects.createLO(LargeObjectManager.READWRITE);
      try (LargeObject object = objects.open(id, LargeObjectManager.WRITE)) {
        object.write(content);
      }
      connection.commit();
      other.setAutoCommit(false);
      LargeObjectManager others = other.unwrap(PGConnection.class).getLargeObjectAPI();
      try (LargeObject object = others.open(id, LargeObjectManager.READ)) {
        assertThat(object.read(content.length + 1)).isEqualTo(content);
      }
      others.delete(id);
      other.commit();
    }
  }

  @Test
  void isNotified() throws SQLException {
    try (Connection listener = connect("");
        Connection sender = connect("")) {
      execute(listener, "LISTEN news");
      execute(sender, "NOTIFY news, 'first'");
      PGNotification[] heard =
          listener.unwrap(PGConnection.class).getNotifications((int) PATIENCE.toMillis());
      assertThat(heard).extracting(PGNotification::getParameter).containsExactly("first");
      execute(listener, "UNLISTEN news");
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void fetchesByPortionsWithinATransaction(boolean readOnly) throws SQLException {
    try (Connection connection = connect("")) {
      execute(connection, "INSERT INTO t (v) SELECT 'row' || i FROM generate_series(1, 1000) i");
      connection.setAutoCommit(false);
      connection.setReadOnly(readOnly);
      try (PreparedStatement statement =
              connection.prepareStatement("SELECT id FROM t ORDER BY 1");
          Statement between = connection.createStatement()) {
        statement.setFetchSize(7);
        ResultSet rows = statement.executeQuery();
        int expected = 0;
        while (rows.next()) {
          assertThat(rows.getInt(1)).isEqualTo(++expected);
          if (expected % 100 == 0) {
            between.executeQuery("SELECT 1").close();
          }
        }
        assertThat(expected).isEqualTo(1000);
      }
      connection.commit();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "reWriteBatchedInserts=true", "preferQueryMode=simple"})
  void batchesAnswerWithTheirKeys(String options) throws SQLException {
    try (Connection connection = connect(options);
        PreparedStatement insert =
            connection.prepareStatement(
                "INSERT INTO t (v) VALUES (?)", Statement.RETURN_GENERATED_KEYS)) {
      for (int i = 0; i < 1000; i++) {
        insert.setString(1, i + "x".repeat(500));
        insert.addBatch();
      }
      insert.executeBatch();
      Set<Integer> keys = new HashSet<>();
      try (ResultSet generated = insert.getGeneratedKeys()) {
        while (generated.next()) {
          keys.add(generated.getInt("id"));
        }
      }
      assertThat(keys).hasSize(1000);
      assertThat(count(connection)).isEqualTo(1000);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void aReadOnlyTransactionIsOnOneReplica(String mode) throws SQLException {
    String where = "SELECT pg_is_in_recovery() || current_setting('cluster_name'), count(*) FROM t";
    try (Connection connection = connect("preferQueryMode=" + mode)) {
      int onReplica = 0;
      for (int round = 1; round <= 20; round++) {
        insert(connection, mode + round);
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        assertThat(count(connection)).isEqualTo(round);
        String first = value(connection, where);
        assertThat(value(connection, where)).isEqualTo(first);
        onReplica += first.startsWith("true") ? 1 : 0;
        connection.commit();
        connection.setReadOnly(false);
        connection.setAutoCommit(true);
      }
      assertThat(onReplica).isGreaterThanOrEqualTo(10);
    }
  }

  @Test
  void cancelEndsWhatRuns() throws Exception {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      CompletableFuture<String> state =
          CompletableFuture.supplyAsync(() -> failure(statement, "SELECT pg_sleep(50)"));
      Await.until("pg_sleep to run", PATIENCE, PgjdbcIT::sleeps);
      statement.cancel();
      assertThat(state.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isEqualTo("57014");
      assertThat(value(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  @Test
  void timeoutsEndWhatRuns() throws SQLException {
    try (Connection connection = connect("");
        Statement statement = connection.createStatement()) {
      execute(connection, "SET statement_timeout = '200ms'");
      assertThat(failure(statement, "SELECT pg_sleep(50)")).isEqualTo("57014");
      execute(connection, "RESET statement_timeout");
      statement.setQueryTimeout(1);
      assertThat(failure(statement, "SELECT pg_sleep(50)")).isEqualTo("57014");
      assertThat(value(connection, "SELECT 1")).isEqualTo("1");
    }
  }

  private static boolean sleeps() {
    return cluster.nodes().stream().anyMatch(node -> node.countWaiting("PgSleep") > 0);
  }

  /** The SQLSTATE with which a statement fails. */
  private static String failure(Statement statement, String sql) {
    try {
      statement.execute(sql);
      return "no failure";
    } catch (SQLException e) {
      return e.getSQLState();
    }
  }

  private static Connection connect(String options) throws SQLException {
    return proxy.connect("socketTimeout=40" + (options.isEmpty() ? "" : "&" + options));
  }

  private static void insert(Connection connection, String v) throws SQLException {
    execute(connection, "INSERT INTO t (v) VALUES ('" + v + "')");
  }

  private static int count(Connection connection) throws SQLException {
    return Integer.parseInt(value(connection, "SELECT count(*) FROM t"));
  }
}
