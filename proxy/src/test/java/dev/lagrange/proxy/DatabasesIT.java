package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.assertCancelled;
import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

/** Several databases behind one proxy: each keeps its promises, and nothing of one is another's. */
final class DatabasesIT {

  private static final String READ = "SELECT v FROM t WHERE id = 1";

  private static PostgresCluster cluster;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(2).start();
    try (Connection superuser = cluster.primary().connectAsSuperuser()) {
      execute(superuser, "CREATE DATABASE reports OWNER app");
    }
    try (Connection app = direct("app");
        Connection reports = direct("reports")) {
      for (Connection each : new Connection[] {app, reports}) {
        execute(each, "CREATE TABLE t (id int PRIMARY KEY, v text)");
        execute(each, "INSERT INTO t SELECT 1, current_database()");
      }
      execute(app, "CREATE FUNCTION f() RETURNS text STABLE LANGUAGE sql RETURN 'reads'");
      execute(
          reports,
          "CREATE FUNCTION f() RETURNS text VOLATILE LANGUAGE sql AS"
              + " 'INSERT INTO t SELECT max(id) + 1, 0 FROM t RETURNING ''writes'''");
    }
    cluster.awaitReplicasCaughtUp();
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void nothingIsMissedInEither() throws SQLException {
    try (ProxyOn proxy = both("consistency=eventual");
        Connection appWriter = proxy.connectTo("app", "");
        Connection appReader = proxy.connectTo("app", "");
        Connection reportsWriter = proxy.connectTo("reports", "");
        Connection reportsReader = proxy.connectTo("reports", "")) {
      int onReplica = 0;
      for (int i = 1; i <= 50; i++) {
        execute(appWriter, "UPDATE t SET v = 'app" + i + "' WHERE id = 1");
        execute(reportsWriter, "UPDATE t SET v = 'reports" + i + "' WHERE id = 1");
        assertThat(value(appReader, READ)).isEqualTo("app" + i);
        assertThat(value(reportsReader, READ)).isEqualTo("reports" + i);
        onReplica += value(appReader, "SHOW lagrange.route").startsWith("replica") ? 1 : 0;
        onReplica += value(reportsReader, "SHOW lagrange.route").startsWith("replica") ? 1 : 0;
      }
      assertThat(onReplica).isGreaterThan(50);
    }
  }

  @Test
  void eachNameHasOptionsOfItsOwnAndOneMayBeAnotherOfTheSameDatabase() throws SQLException {
    Map<String, String> urls = new LinkedHashMap<>();
    urls.put("app", url("app", ""));
    urls.put("hasty", url("app", "consistency=weak"));
    int missed = 0;
    try (ProxyOn proxy = ProxyOn.serving(urls);
        Connection writer = proxy.connectTo("app", "");
        Connection reader = proxy.connectTo("app", "");
        Connection hasty = proxy.connectTo("hasty", "")) {
      assertThat(value(hasty, "SELECT current_database()")).isEqualTo("app");
      cluster.replicas().forEach(replica -> replica.pauseReplay());
      for (int i = 1; i <= 20; i++) {
        execute(writer, "UPDATE t SET v = 'two" + i + "' WHERE id = 1");
        assertThat(value(reader, READ)).isEqualTo("two" + i);
        missed += value(hasty, READ).equals("two" + i) ? 0 : 1;
      }
    } finally {
      cluster.replicas().forEach(replica -> replica.resumeReplay());
    }
    assertThat(missed).isPositive();
  }

  @Test
  void aFunctionOfOneNameIsWhatItIsInEach() throws SQLException {
    try (ProxyOn proxy = both("userFunctions=catalog");
        Connection app = proxy.connectTo("app", "");
        Connection reports = proxy.connectTo("reports", "")) {
      String rows = value(reports, "SELECT count(*) FROM t");
      awaitReadOnReplica(app, "SELECT f()", "reads");
      assertThat(value(reports, "SELECT f()")).isEqualTo("writes");
      assertThat(value(reports, "SHOW lagrange.route")).startsWith("primary");
      assertThat(value(reports, "SELECT count(*) - 1 FROM t")).isEqualTo(rows);
    }
  }

  @Test
  void nothingOfAClientReachesTheOther() throws SQLException {
    try (ProxyOn proxy = both("");
        Connection app = proxy.connectTo("app", "prepareThreshold=1");
        Connection reports = proxy.connectTo("reports", "prepareThreshold=1");
        PreparedStatement ofApp = app.prepareStatement("SELECT current_database(), v FROM t");
        PreparedStatement ofReports =
            reports.prepareStatement("SELECT current_database(), v FROM t")) {
      for (int i = 0; i < 20; i++) {
        assertThat(first(ofApp)).isEqualTo("app");
        assertThat(first(ofReports)).isEqualTo("reports");
      }
      execute(app, "SET search_path = pg_catalog");
      execute(app, "SET TimeZone = 'Asia/Tokyo'");
      assertThat(value(app, "SELECT to_regclass('t') IS NULL")).isEqualTo("t");
      assertThat(value(reports, "SELECT to_regclass('t') IS NULL")).isEqualTo("f");
      assertThat(value(reports, "SHOW TimeZone")).isNotEqualTo("Asia/Tokyo");
      try (Connection listening = proxy.connectTo("app", "");
          Connection sameDatabase = proxy.connectTo("app", "")) {
        execute(listening, "LISTEN news");
        execute(reports, "NOTIFY news, 'of reports'");
        execute(sameDatabase, "NOTIFY news, 'of app'");
        execute(listening, "SELECT 1");
        assertThat(listening.unwrap(PGConnection.class).getNotifications())
            .extracting(notification -> notification.getParameter())
            .containsExactly("of app");
      }
    }
  }

  @Test
  void aKeyIsCheckedAndNamesASessionInEach() throws SQLException {
    try (ProxyOn proxy = both("sessionScope=context");
        Connection app = proxy.connectTo("app", "");
        Connection reports = proxy.connectTo("reports", "")) {
      execute(app, "SET lagrange.session = 'user-42'");
      execute(reports, "SET lagrange.session = 'user-42'");
      execute(app, "UPDATE t SET v = 'of app' WHERE id = 1");
      execute(reports, "UPDATE t SET v = 'of reports' WHERE id = 1");
      assertThat(value(app, READ)).isEqualTo("of app");
      assertThat(value(reports, READ)).isEqualTo("of reports");
      assertThat(proxy.proxy().sessions("app").size()).isEqualTo(1);
      assertThat(proxy.proxy().sessions("reports").size()).isEqualTo(1);
    }
  }

  @Test
  void aStatementOfTheSecondIsCancelled() throws SQLException {
    try (ProxyOn proxy = both("");
        Connection reports = proxy.connectTo("reports", "");
        Statement statement = reports.createStatement()) {
      assertCancelled(statement, "SELECT pg_sleep(600)");
    }
  }

  @Test
  void whatIsNotServedDoesNotExist() throws SQLException {
    try (ProxyOn proxy = ProxyOn.serving(Map.of("monthly", url("reports", "")))) {
      proxy.connectTo("monthly", "").close();
      for (String name : new String[] {"reports", "app", "postgres", "Monthly"}) {
        assertThatThrownBy(() -> proxy.connectTo(name, "").close())
            .isInstanceOfSatisfying(
                SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("3D000"))
            .hasMessageContaining("\"" + name + "\" does not exist");
      }
    }
  }

  @Test
  void aClusterThatGoesTakesNoOtherWithIt() throws SQLException {
    try (PostgresCluster other = PostgresCluster.builder().ownIdentity().start()) {
      Map<String, String> urls = new LinkedHashMap<>();
      urls.put("app", url("app", ""));
      urls.put("other", other.driverUrl() + "&failoverTimeout=1s");
      try (ProxyOn proxy = ProxyOn.serving(urls);
          Connection app = proxy.connectTo("app", "");
          Connection there = proxy.connectTo("other", "")) {
        String system = "SELECT system_identifier FROM pg_control_system()";
        assertThat(value(app, system)).isNotEqualTo(value(there, system));
        other.primary().kill();
        assertThatThrownBy(() -> value(there, "SELECT 1")).isInstanceOf(SQLException.class);
        execute(app, "UPDATE t SET v = 'still' WHERE id = 1");
        assertThat(value(app, READ)).isEqualTo("still");
        proxy.connectTo("app", "").close();
      }
      assertThatThrownBy(() -> ProxyOn.serving(urls).close())
          .isInstanceOfSatisfying(
              SQLException.class, refused -> assertThat(refused.getSQLState()).isEqualTo("08001"))
          .hasMessageContaining("Database 'other': ");
    }
  }

  private static ProxyOn both(String options) throws SQLException {
    Map<String, String> urls = new LinkedHashMap<>();
    urls.put("app", url("app", options));
    urls.put("reports", url("reports", options));
    return ProxyOn.serving(urls);
  }

  private static String url(String database, String options) {
    return cluster.driverUrl().replace("/app?", "/" + database + "?")
        + (options.isEmpty() ? "" : "&" + options);
  }

  private static Connection direct(String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s"
            .formatted(cluster.primary().host(), cluster.primary().port(), database),
        PostgresCluster.APP_USER,
        PostgresCluster.APP_PASSWORD);
  }

  private static String first(PreparedStatement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery()) {
      row.next();
      return row.getString(1);
    }
  }
}
