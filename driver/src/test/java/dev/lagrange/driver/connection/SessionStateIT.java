package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.LagrangeUrl;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

/**
 * What a session sets holds for all that it runs, and for nobody else. Pools have one physical
 * connection per node, so that the next borrower gets the same. Numbers are rows of the list of
 * JDBC's corner cases that the driver is held to.
 */
final class SessionStateIT extends OnCluster {

  private static final String READ = "SELECT v FROM t WHERE id = 1";

  private static final String STATE =
      "SELECT concat_ws(' ', current_setting('search_path'), current_setting('application_name'),"
          + " nullif(current_setting('app.x', true), ''), current_user, to_regclass('scratch'),"
          + " (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()),"
          + " (SELECT count(*) FROM pg_prepared_statements WHERE from_sql),"
          + " (SELECT count(*) FROM pg_listening_channels()))";

  /** Pools that last, so that whoever comes next gets the same connection. */
  private static LagrangeDataSource only(String application) throws SQLException {
    String url = url(cluster(), "maxPoolSize=1&ApplicationName=" + application);
    LagrangeDataSource source = new LagrangeDataSource(url, Map.of());
    LagrangeUrl.awaitReplicas(cluster(), source);
    return source;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT set_config('app.x', lower('changed'), false)",
        "SET app.x = 'changed'; SET ROLE pg_read_all_settings",
        "SET SESSION AUTHORIZATION app",
        "SET synchronous_commit = off",
        "CREATE TEMP TABLE scratch (a int)",
        "SELECT 1 AS a INTO TEMP scratch",
        "PREPARE p AS SELECT 1",
        "SELECT pg_advisory_lock(42)",
        "LISTEN news",
        "SELECT remembers(1)",
        "DO 'BEGIN PERFORM pg_advisory_lock(43); END'"
      })
  @DisplayName("27 to 31: what changes the session pins it, and nobody inherits it")
  void changeOfSessionPinsAndEnds(String sql) throws SQLException {
    if (sql.contains("pg_read_all_settings")) {
      try (Connection superuser = cluster().primary().connectAsSuperuser()) {
        execute(superuser, "GRANT pg_read_all_settings TO app");
      }
    }
    try (LagrangeDataSource source = only("inherited")) {
      String before;
      String pid;
      try (Connection connection = source.getConnection()) {
        pid = value(connection, "SELECT pg_backend_pid()");
        before = value(connection, STATE);
      }
      try (Connection connection = source.getConnection()) {
        execute(connection, sql);
        value(connection, "SELECT 1");
        assertOnPrimary(connection);
      }
      try (Connection next = source.getConnection()) {
        assertThat(value(next, "SELECT pg_backend_pid()")).isEqualTo(pid);
        assertThat(value(next, STATE)).isEqualTo(before);
      }
      try (Connection next = source.getConnection()) {
        value(next, READ);
        assertOnReplica(next);
      }
    }
  }

  @Test
  @DisplayName("26: no tenant ever sees a row of another, by a variable or by a role")
  void tenantsAreKeptApart() throws SQLException {
    String tenant = "SELECT string_agg(v, ',') FROM shared";
    try (Connection a = connect("maxPoolSize=2");
        Connection b = connect("maxPoolSize=2")) {
      for (int i = 0; i < 5; i++) {
        execute(a, "SET app.tenant = 'a'");
        execute(b, "SELECT set_config('app.tenant', 'b', false)");
        assertThat(value(a, tenant)).isEqualTo("of a");
        assertThat(value(b, tenant)).isEqualTo("of b");
        a.endRequest();
        assertThat(value(a, tenant)).isNull();
        assertThat(value(b, tenant)).isEqualTo("of b");
        b.endRequest();
      }
    }
    try (Connection connection = connect("maxPoolSize=2")) {
      connection.setAutoCommit(false);
      execute(connection, "SET LOCAL app.tenant = 'a'");
      assertThat(value(connection, tenant)).isEqualTo("of a");
      connection.commit();
      assertThat(value(connection, tenant)).isNull();
      connection.commit();
    }
  }

  @Test
  @DisplayName("26: rows still open do not share a session that has ended")
  void endedSessionIsNotShared() throws SQLException {
    try (Connection connection = connect("maxPoolSize=2");
        Statement open = connection.createStatement()) {
      execute(connection, "SET app.tenant = 'a'");
      try (ResultSet rows = open.executeQuery("SELECT v FROM shared")) {
        connection.endRequest();
        assertThat(value(connection, "SELECT v FROM shared FOR UPDATE")).isNull();
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("of a");
      }
    }
  }

  @Test
  @DisplayName("26, 61: a session whose connection is lost is over; nothing runs without its state")
  void lostSessionIsOver() throws SQLException {
    try (Connection connection = connect()) {
      // no text shows what that sets
      execute(connection, "SELECT set_config('app.tenant', lower('A'), false)");
      String pid = value(connection, "SELECT pg_backend_pid()");
      try (Connection superuser = cluster().primary().connectAsSuperuser()) {
        value(superuser, "SELECT pg_terminate_backend(" + pid + ")");
      }
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> value(connection, "SELECT v FROM shared"))
            .isInstanceOfSatisfying(
                SQLException.class, e -> assertThat(e.getSQLState()).matches("08.*|57P01"));
      }
      assertThat(connection.isValid(1)).isFalse();
      connection.endRequest();
      assertThat(connection.isValid(1)).isTrue();
      assertThat(value(connection, "SELECT v FROM shared")).isNull();
    }
  }

  @Test
  @DisplayName("16 to 18: settings of the API hold on every node, and end with the connection")
  void settingsHoldOnEveryNode() throws SQLException {
    String state = "SELECT current_setting('search_path') || current_setting('application_name')";
    String options = "maxPoolSize=1&selector=roundRobin&ApplicationName=url";
    try (Connection connection = connect(options)) {
      connection.setSchema("other");
      connection.setClientInfo("ApplicationName", "api");
      connection.setNetworkTimeout(Runnable::run, 20_000);
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      for (int i = 0; i < 4; i++) {
        assertThat(value(connection, READ)).isEqualTo("other");
        assertOnReplica(connection);
        assertThat(value(connection, state)).isEqualTo("otherapi");
      }
      assertThat(value(connection, READ + " FOR UPDATE")).isEqualTo("other");
      assertThat(connection.getSchema()).isEqualTo("other");
      assertThat(connection.getNetworkTimeout()).isEqualTo(20_000);
      assertThat(connection.getClientInfo("ApplicationName")).isEqualTo("api");
      assertThat(value(connection, "SHOW default_transaction_isolation"))
          .isEqualTo("repeatable read");
    }
    try (Connection next = connect(options)) {
      for (int i = 0; i < 4; i++) {
        assertThat(value(next, READ)).isEqualTo("v1");
        assertThat(value(next, state)).isEqualTo("\"$user\", publicurl");
      }
      assertThat(value(next, READ + " FOR UPDATE")).isEqualTo("v1");
      assertThat(value(next, "SHOW default_transaction_isolation")).isEqualTo("read committed");
      assertThat(next.getSchema()).isEqualTo("public");
    }
  }

  @Test
  @DisplayName("17: a schema set while a statement is open holds for it, and is gone after")
  void settingReachesHeldConnectionsAndEnds() throws SQLException {
    try (Connection connection = connect("maxPoolSize=1&consistency=strong");
        PreparedStatement open = connection.prepareStatement(READ)) {
      open.executeQuery();
      connection.setSchema("other");
      assertThat(value(connection, READ)).isEqualTo("other");
    }
    try (Connection next = connect("maxPoolSize=1&consistency=strong")) {
      assertThat(value(next, READ)).isEqualTo("v1");
    }
  }

  @Test
  @DisplayName("19: holdability is the logical connection's own")
  void holdabilityIsNotInherited() throws SQLException {
    String options = "maxPoolSize=1&consistency=strong";
    try (Connection connection = connect(options);
        Statement before = connection.createStatement()) {
      before.execute("SELECT 1");
      connection.setHoldability(ResultSet.HOLD_CURSORS_OVER_COMMIT);
      try (Statement held = connection.createStatement()) {
        assertThat(held.getResultSetHoldability()).isEqualTo(ResultSet.HOLD_CURSORS_OVER_COMMIT);
      }
    }
    try (Connection next = connect(options)) {
      assertThat(next.unwrap(PGConnection.class)).isInstanceOf(Connection.class);
      Connection raw = (Connection) next.unwrap(PGConnection.class);
      assertThat(raw.getHoldability()).isEqualTo(ResultSet.CLOSE_CURSORS_AT_COMMIT);
    }
  }

  @Test
  @DisplayName("41: statements prepared on a server work after their connection was reset")
  void serverPreparedStatementsSurviveReset() throws SQLException {
    String options = "maxPoolSize=1&consistency=strong&prepareThreshold=1";
    for (int round = 0; round < 3; round++) {
      try (Connection connection = connect(options);
          PreparedStatement read = connection.prepareStatement("SELECT v FROM t WHERE id = ?")) {
        for (int id = 1; id < 8; id++) {
          read.setInt(1, id);
          try (ResultSet rows = read.executeQuery()) {
            rows.next();
            assertThat(rows.getString(1)).isEqualTo("v" + id);
          }
        }
        execute(connection, "SET app.x = 'pinned'");
      }
    }
  }
}
