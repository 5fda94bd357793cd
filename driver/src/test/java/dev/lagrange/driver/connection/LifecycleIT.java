package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.LagrangeDriver;
import dev.lagrange.driver.LagrangeUrl;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/**
 * From the driver to the end of a connection. Numbers are rows of the list of JDBC's corner cases
 * that the driver is held to.
 */
final class LifecycleIT extends OnCluster {

  private static final String READ = "SELECT v FROM t WHERE id = 1";

  private static void assertClosed(ThrowingCallable use) {
    assertThatThrownBy(use)
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08003"));
  }

  @Test
  @DisplayName("14: closing twice is allowed, use after it is not")
  void nothingWorksAfterClose() throws SQLException {
    Connection connection = connect();
    Statement statement = connection.createStatement();
    Statement left = connection.createStatement();
    statement.close();
    statement.close();
    assertThatThrownBy(() -> statement.executeQuery(READ))
        .as("not of class 08, by which a pool would evict the connection")
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("55000"));
    connection.close();
    connection.close();
    assertThat(connection.isClosed()).isTrue();
    assertThat(left.isClosed()).isTrue();
    assertThat(connection.isValid(1)).isFalse();
    assertClosed(connection::createStatement);
    assertClosed(() -> connection.prepareStatement(READ));
    assertClosed(connection::commit);
    assertClosed(connection::getSchema);
    assertClosed(connection::getMetaData);
    assertClosed(() -> connection.setSchema("other"));
    assertClosed(() -> connection.setClientInfo("ApplicationName", "late"));
    assertClosed(() -> left.executeQuery(READ));
    assertClosed(() -> left.getMaxRows());
  }

  @Test
  @DisplayName("14, 70: abort from another thread breaks what runs and frees its place in the pool")
  void abortFreesThePool() throws Exception {
    String options = "maxPoolSize=1&ApplicationName=aborted";
    Connection connection = connect(options);
    Statement statement = connection.createStatement();
    CompletableFuture<String> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                statement.execute("SELECT pg_sleep(600), nextval('sq')");
                return "ended";
              } catch (SQLException e) {
                return e.getSQLState();
              }
            });
    Await.until("the statement to run", Await.PATIENCE, () -> physical(cluster(), "aborted") == 1);
    connection.abort(Runnable::run);
    assertThat(running.get()).startsWith("08");
    assertThat(connection.isClosed()).isTrue();
    statement.close();
    connection.close();
    for (int i = 0; i < 2; i++) {
      try (Connection next = connect(options)) {
        execute(next, "INSERT INTO w (v) VALUES ('r14')");
      }
    }
  }

  @Test
  @DisplayName("50: what was left open is closed with the connection, and the pool is whole again")
  void closeGivesEverythingBack() throws SQLException {
    for (int i = 0; i < 3; i++) {
      Connection connection = connect("maxPoolSize=1");
      connection.createStatement().executeQuery(READ).next();
      connection.createStatement().execute("INSERT INTO w (v) VALUES ('open')");
      connection.getMetaData().getTables(null, null, "t", null);
      connection.close();
    }
  }

  @Test
  @DisplayName("59: metadata keeps no connection, so that it starves nobody")
  void metaDataStarvesNobody() throws SQLException {
    try (Connection one = connect("maxPoolSize=1");
        Connection other = connect("maxPoolSize=1")) {
      DatabaseMetaData metaData = one.getMetaData();
      ResultSet columns = metaData.getColumns(null, "public", "t", null);
      execute(other, "INSERT INTO w (v) VALUES ('r59')");
      assertThat(columns.next()).isTrue();
      assertThat(columns.getString("COLUMN_NAME")).isEqualTo("id");
    }
  }

  @Test
  @DisplayName("59: metadata is PostgreSQL's, and knows a table at once")
  void metaDataLooksLikePostgres() throws SQLException {
    try (Connection connection = connect("ApplicationName=metadata")) {
      DatabaseMetaData metaData = connection.getMetaData();
      assertThat(metaData.getDatabaseProductName()).isEqualTo("PostgreSQL");
      assertThat(metaData.getURL()).startsWith("jdbc:postgresql:");
      assertThat(metaData.getUserName()).isEqualTo("app");
      assertThat(metaData.isReadOnly()).isFalse();
      execute(connection, "CREATE TABLE just_made (a int)");
      try (ResultSet tables = metaData.getTables(null, null, "just_made", null)) {
        assertThat(tables.next()).isTrue();
      }
      execute(connection, "DROP TABLE just_made");
      Await.until(
          "the catalog to be read anew",
          Await.PATIENCE,
          () -> {
            value(connection, READ);
            return route(connection).startsWith("replica");
          });
    }
  }

  @Test
  @DisplayName("57: unwrap pins; isWrapperFor agrees with it and does not pin")
  void unwrapPins() throws SQLException {
    try (Connection connection = connect()) {
      assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
      assertThat(connection.isWrapperFor(Driver.class)).isFalse();
      assertThat(connection.unwrap(Connection.class)).isSameAs(connection);
      value(connection, READ);
      assertOnReplica(connection);
      try (Statement statement = connection.createStatement()) {
        assertThat(statement.isWrapperFor(org.postgresql.PGStatement.class)).isTrue();
        value(connection, READ);
        assertOnReplica(connection);
        assertThat(statement.unwrap(org.postgresql.PGStatement.class)).isNotNull();
      }
      value(connection, READ);
      assertOnPrimary(connection);
    }
  }

  @Test
  @DisplayName("60: the driver is found, and leaves foreign URLs alone")
  void driverIsFound() throws SQLException {
    String url = url(cluster(), "");
    Driver driver = DriverManager.getDriver(url);
    assertThat(driver).isInstanceOf(LagrangeDriver.class);
    assertThat(ServiceLoader.load(Driver.class)).anyMatch(LagrangeDriver.class::isInstance);
    assertThat(driver.acceptsURL("jdbc:postgresql://localhost/app")).isFalse();
    assertThat(driver.connect("jdbc:postgresql://localhost/app", null)).isNull();
    assertThat(driver.acceptsURL(null)).isFalse();
    DriverPropertyInfo[] known = driver.getPropertyInfo(url, null);
    assertThat(Stream.of(known).map(property -> property.name)).contains("consistency");
  }

  @Test
  @DisplayName("53: a connection shows its nodes, never its password")
  void textShowsNoPassword() throws SQLException {
    try (Connection connection = connect()) {
      assertThat(connection.toString()).doesNotContain(PostgresCluster.APP_PASSWORD);
    }
  }

  @Test
  @DisplayName("15, 57, 60: HikariCP in front opens nothing, unwraps through, and resets")
  void poolInFrontWorks() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(cluster(), "ApplicationName=front"));
    config.setMaximumPoolSize(1);
    try (LagrangeDataSource same = new LagrangeDataSource(config.getJdbcUrl(), Map.of());
        HikariDataSource pool = new HikariDataSource(config)) {
      LagrangeUrl.awaitReplicas(cluster(), same);
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.isValid(1)).isTrue();
        assertThat(physical(cluster(), "front")).isZero();
        assertThat(connection.isWrapperFor(PGConnection.class)).isTrue();
        connection.setAutoCommit(false);
        connection.setReadOnly(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        value(connection, READ);
        assertOnReplica(connection);
      }
      try (Connection connection = pool.getConnection()) {
        assertThat(connection.getAutoCommit()).isTrue();
        assertThat(connection.isReadOnly()).isFalse();
        assertThat(connection.getTransactionIsolation())
            .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        execute(connection, "INSERT INTO w (v) VALUES ('front')");
        assertOnPrimary(connection);
      }
    }
  }

  /** At first, a replica's lag may not be known yet, so that the primary serves. */
  private static void awaitReadFromReplica(Connection connection) {
    Await.until(
        "the replica to be read from",
        Await.PATIENCE,
        () -> {
          value(connection, "SELECT id FROM t");
          return route(connection).startsWith("replica");
        });
  }

  @Test
  @DisplayName("15, 50, 61: dead nodes keep nobody from closing, from validity, or from reads")
  void deadNodesAreSurvived() throws SQLException {
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(1).start()) {
      String url = url(cluster, "failoverTimeout=1s");
      try (Connection connection = DriverManager.getConnection(url);
          Statement reader = connection.createStatement()) {
        execute(connection, "CREATE TABLE t (id int)");
        awaitReadFromReplica(connection);
        ResultSet rows = reader.executeQuery("SELECT id FROM t");
        assertOnReplica(connection);
        cluster.replicas().get(0).kill();
        assertThat(rows.next()).isFalse();
        connection.setSchema("public");
        execute(connection, "INSERT INTO t VALUES (1)");
        assertThat(value(connection, "SELECT id FROM t")).isEqualTo("1");
        assertOnPrimary(connection);
      }
      cluster.replicas().get(0).start();
      cluster.awaitReplicasCaughtUp();
      HikariConfig config = new HikariConfig();
      config.setJdbcUrl(url);
      config.setMaximumPoolSize(2);
      try (HikariDataSource pool = new HikariDataSource(config);
          Connection first = pool.getConnection()) {
        awaitReadFromReplica(first);
        cluster.primary().kill();
        try (Connection second = pool.getConnection()) {
          assertThat(second.isValid(1)).isTrue();
          assertThat(value(second, "SELECT id FROM t")).isEqualTo("1");
          assertThat(second.getCatalog()).isEqualTo("app");
        }
      }
    }
  }
}
