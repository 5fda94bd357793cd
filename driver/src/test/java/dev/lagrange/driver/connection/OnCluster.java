package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.driver.LagrangeUrl;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.BeforeAll;

/**
 * What the tests of the JDBC surface share: one healthy cluster for all of them, which ends with
 * the JVM. Reads are weak unless a test says otherwise, so that a live replica serves them.
 */
public abstract class OnCluster {

  private static PostgresCluster cluster;

  @BeforeAll
  public static void start() throws SQLException {
    if (cluster != null) {
      return;
    }
    cluster = PostgresCluster.builder().replicas(2).start();
    try (Connection owner = owner(cluster)) {
      execute(owner, "CREATE TABLE t (id int PRIMARY KEY, v text)");
      execute(owner, "INSERT INTO t SELECT i, 'v' || i FROM generate_series(1, 1000) i");
      execute(owner, "CREATE TABLE w (id int GENERATED ALWAYS AS IDENTITY PRIMARY KEY, v text)");
      execute(owner, "CREATE SEQUENCE sq");
      execute(owner, "CREATE FUNCTION twice(n int) RETURNS int LANGUAGE sql RETURN n * 2");
      execute(
          owner,
          "CREATE FUNCTION remembers(n int) RETURNS text LANGUAGE sql"
              + " RETURN set_config('app.x', n::text, false)");
      execute(owner, "CREATE TABLE deferred (id int UNIQUE DEFERRABLE INITIALLY DEFERRED)");
      execute(owner, "CREATE TABLE warned (id int)");
      execute(
          owner,
          "CREATE FUNCTION warns() RETURNS trigger LANGUAGE plpgsql AS"
              + " 'BEGIN RAISE WARNING ''at the end''; RETURN NULL; END'");
      execute(
          owner,
          "CREATE CONSTRAINT TRIGGER warns AFTER INSERT ON warned DEFERRABLE INITIALLY DEFERRED"
              + " FOR EACH ROW EXECUTE FUNCTION warns()");
      execute(owner, "CREATE SCHEMA other");
      execute(owner, "CREATE TABLE other.t (id int PRIMARY KEY, v text)");
      execute(owner, "INSERT INTO other.t VALUES (1, 'other')");
      execute(owner, "CREATE TABLE shared (tenant text, v text)");
      execute(owner, "INSERT INTO shared VALUES ('a', 'of a'), ('b', 'of b')");
      execute(owner, "ALTER TABLE shared ENABLE ROW LEVEL SECURITY");
      execute(owner, "ALTER TABLE shared FORCE ROW LEVEL SECURITY");
      execute(
          owner,
          "CREATE POLICY own ON shared USING (tenant = current_setting('app.tenant', true))");
    }
    cluster.awaitReplicasCaughtUp();
  }

  public static PostgresCluster cluster() {
    return cluster;
  }

  /** A plain connection to the primary. */
  public static Connection owner(PostgresCluster of) throws SQLException {
    return of.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  public static String url(PostgresCluster of, String options) {
    String level = options.contains("consistency=") ? "" : "consistency=weak";
    return LagrangeUrl.of(of, level + (level.isEmpty() || options.isEmpty() ? "" : "&") + options);
  }

  /** Opened once every replica is known to show what was written before. */
  public static Connection connect(String options) throws SQLException {
    return LagrangeUrl.connectTo(cluster, url(cluster, options));
  }

  public static Connection connect() throws SQLException {
    return connect("");
  }

  public static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The first column of the first row; null if there is none. */
  public static String value(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      return rows.next() ? rows.getString(1) : null;
    }
  }

  /** What the primary has, asked for past everything. */
  public static String onPrimary(String sql) throws SQLException {
    try (Connection owner = owner(cluster)) {
      return value(owner, sql);
    }
  }

  public static String route(Connection connection) throws SQLException {
    return value(connection, "SHOW lagrange.route");
  }

  public static void assertOnReplica(Connection connection) throws SQLException {
    assertThat(route(connection)).startsWith("replica");
  }

  public static void assertOnPrimary(Connection connection) throws SQLException {
    assertThat(route(connection)).startsWith("primary");
  }

  /** How many connections of an application name the nodes have. */
  public static int physical(PostgresCluster of, String application) throws SQLException {
    int count = 0;
    for (PostgresNode node : of.nodes()) {
      if (node.isRunning()) {
        try (Connection superuser = node.connectAsSuperuser()) {
          String sql = "SELECT count(*) FROM pg_stat_activity WHERE usename = 'app' AND ";
          count +=
              Integer.parseInt(value(superuser, sql + "application_name = '" + application + "'"));
        }
      }
    }
    return count;
  }
}
