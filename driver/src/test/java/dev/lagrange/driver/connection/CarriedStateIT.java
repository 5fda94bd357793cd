package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.LagrangeUrl;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a session sets in SQL holds on whichever node its statements run, and on no connection of
 * anybody else. Numbers are rows of the list of JDBC's corner cases that the driver is held to.
 */
final class CarriedStateIT extends OnCluster {

  static final String TENANT = "SELECT string_agg(v, ',') FROM shared";

  static final String ROUND_ROBIN = "maxPoolSize=1&selector=roundRobin";

  @BeforeAll
  static void createRole() throws SQLException {
    try (Connection superuser = cluster().primary().connectAsSuperuser()) {
      execute(superuser, "CREATE ROLE carried");
      execute(superuser, "GRANT carried TO app");
      execute(superuser, "GRANT SELECT ON shared TO carried");
    }
    cluster().awaitReplicasCaughtUp();
  }

  private static LagrangeDataSource pools(String application) throws SQLException {
    String options = ROUND_ROBIN + "&ApplicationName=" + application;
    LagrangeDataSource source = new LagrangeDataSource(url(cluster(), options), Map.of());
    LagrangeUrl.awaitReplicas(cluster(), source);
    return source;
  }

  /** What a setting is on both replicas, in turn. */
  static void assertOnReplicas(Connection connection, String sql, String value)
      throws SQLException {
    for (int i = 0; i < 4; i++) {
      assertThat(value(connection, sql)).as(sql).isEqualTo(value);
      assertOnReplica(connection);
    }
  }

  static String setting(String name) {
    return "SELECT nullif(current_setting('" + name + "', true), '')";
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "SET application_name = 'it''s'|application_name|it's",
        "SET search_path = other, \"$user\"|search_path|other, \"$user\"",
        "SET search_path = 'a b', 'select'|search_path|\"a b\", \"select\"",
        "SET search_path = other, select_|search_path|other, select_",
        "SELECT set_config('search_path', 'other,public', false)|search_path|other,public",
        "SET SCHEMA 'other'|search_path|other",
        "SET app.x = 'changed'|app.x|changed",
        "SET app.x = E'a\\'b'|app.x|a'b",
        "SET app.x = 0x10|app.x|16",
        "SELECT set_config('app.x', 'changed', false)|app.x|changed",
        "SET ROLE carried|role|carried",
        "SET SESSION ROLE 'carried'|role|carried",
        "SET TIME ZONE 'Asia/Tokyo'|timezone|Asia/Tokyo",
        "SET TIME ZONE INTERVAL '+02:00' HOUR TO MINUTE|timezone|<+02>-02",
        "SET statement_timeout = '17s'|statement_timeout|17s",
        "SET NAMES 'UTF8'|client_encoding|UTF8",
      })
  @DisplayName("26, 27: what a session sets holds on the replicas, and ends with it")
  void settingFollowsAndEnds(String sql, String name, String value) throws SQLException {
    String read = setting(name);
    try (LagrangeDataSource source = pools("follows")) {
      Set<String> backends = new TreeSet<>();
      String before;
      try (Connection connection = source.getConnection()) {
        before = value(connection, read);
        execute(connection, sql);
        assertOnReplicas(connection, setting(name), value);
        assertThat(value(connection, "SHOW " + name)).isEqualTo(value);
        for (int i = 0; i < 2; i++) {
          backends.add(value(connection, "SELECT pg_backend_pid()"));
        }
      }
      try (Connection next = source.getConnection()) {
        for (int i = 0; i < 4; i++) {
          assertThat(value(next, read)).isEqualTo(before);
        }
        assertThat(backends).contains(value(next, "SELECT pg_backend_pid()"));
        assertThat(value(next, setting(name))).isEqualTo(before);
      }
    }
  }

  @Test
  @DisplayName("26: a parameter's value follows, however it was set")
  void parameterFollows() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN);
        PreparedStatement set =
            connection.prepareStatement("SELECT set_config('app.tenant', ?, false)")) {
      for (String tenant : List.of("a", "b", "it's", "by object")) {
        if (tenant.startsWith("by")) {
          set.setObject(1, tenant);
        } else {
          set.setString(1, tenant);
        }
        try (ResultSet row = set.executeQuery()) {
          row.next();
          assertThat(row.getString(1)).isEqualTo(tenant);
        }
        assertOnReplicas(connection, setting("app.tenant"), tenant);
      }
      set.setString(1, null);
      set.execute();
      assertOnReplicas(connection, setting("app.tenant"), null);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"RESET app.tenant", "RESET ALL", "DISCARD ALL", "SET app.tenant TO DEFAULT"})
  @DisplayName("27: what is reset is reset everywhere")
  void resetFollows(String sql) throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, "SET app.tenant = 'a'");
      assertOnReplicas(connection, TENANT, "of a");
      execute(connection, sql);
      assertOnReplicas(connection, TENANT, null);
    }
  }

  @Test
  @DisplayName("26, 27: RESET ALL leaves the role, DISCARD ALL does not")
  void roleOutlivesResetAll() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, "SET ROLE carried");
      execute(connection, "RESET ALL");
      assertOnReplicas(connection, "SELECT current_user", "carried");
      execute(connection, "DISCARD ALL");
      assertOnReplicas(connection, "SELECT current_user", "app");
    }
  }

  @Test
  @DisplayName("26: a setting that the driver reports as failed counts if it took place")
  void settingOfFailedCallCounts() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN);
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.executeQuery("SET app.tenant = 'a'"))
          .isInstanceOf(SQLException.class);
      assertOnReplicas(connection, TENANT, "of a");
      assertThatThrownBy(
              () -> statement.executeUpdate("SELECT set_config('app.tenant', 'b', false)"))
          .isInstanceOf(SQLException.class);
      assertOnReplicas(connection, TENANT, "of b");
      assertThatThrownBy(() -> execute(connection, "SET ROLE nobody"))
          .isInstanceOf(SQLException.class);
      assertOnReplicas(connection, TENANT, "of b");
    }
  }

  @Test
  @DisplayName("26, 42, 59: questions about statements and tables are asked with the state")
  void metadataHasState() throws SQLException {
    String sql = "SELECT * FROM only_there";
    try (Connection owner = owner(cluster())) {
      execute(owner, "CREATE TABLE IF NOT EXISTS other.only_there (seen int)");
    }
    cluster().awaitReplicasCaughtUp();
    try (Connection connection = connect(ROUND_ROBIN);
        PreparedStatement bound = connection.prepareStatement("SELECT v FROM t WHERE id = 1")) {
      value(connection, TENANT);
      try (ResultSet rows = bound.executeQuery()) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("v1");
      }
      execute(connection, "SET search_path = other");
      try (PreparedStatement described = connection.prepareStatement(sql)) {
        assertThat(described.getMetaData().getColumnName(1)).isEqualTo("seen");
      }
      for (int i = 0; i < 4; i++) {
        try (ResultSet rows = bound.executeQuery()) {
          rows.next();
          assertThat(rows.getString(1)).isEqualTo("other");
        }
      }
      assertThat(connection.getSchema()).isEqualTo("other");
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  @DisplayName("26, 37: a batch that was gathered before runs with what was set since")
  void batchHasState() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN);
        PreparedStatement batch = connection.prepareStatement("INSERT INTO w (v) VALUES (?)");
        PreparedStatement set = connection.prepareStatement("SET app.x = 'y'")) {
      batch.setString(1, "batched");
      batch.addBatch();
      execute(connection, "SET search_path = nowhere");
      assertThatThrownBy(batch::executeBatch).isInstanceOf(SQLException.class);
      execute(connection, "SET search_path = public");
      batch.setString(1, "batched");
      batch.addBatch();
      assertThat(batch.executeBatch()).containsExactly(1);
      set.addBatch();
      set.executeBatch();
      assertThat(value(connection, setting("app.x"))).isEqualTo("y");
      assertOnPrimary(connection);
    }
  }

  @Test
  @DisplayName("16 to 18: what the API sets, and what SQL sets of the same, last one first")
  void apiAndSqlAgree() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, "SET search_path = public");
      assertOnReplicas(connection, "SELECT v FROM t WHERE id = 1", "v1");
      connection.setSchema("other");
      assertOnReplicas(connection, "SELECT v FROM t WHERE id = 1", "other");
      execute(connection, "SET app.x = 'x'");
      assertOnReplicas(connection, "SELECT v FROM t WHERE id = 1", "other");
      assertOnReplicas(connection, setting("app.x"), "x");
      execute(connection, "SET search_path = public");
      assertThat(value(connection, "SELECT v FROM t WHERE id = 1")).isEqualTo("v1");
      assertOnPrimary(connection);
    }
  }

  @Test
  @DisplayName("28 to 31: what no text shows still binds the session, with all that it had set")
  void unseenChangeStillPins() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, "SET app.tenant = 'a'");
      assertOnReplicas(connection, TENANT, "of a");
      execute(connection, "CREATE TEMP TABLE scratch (a int)");
      assertThat(value(connection, TENANT)).isEqualTo("of a");
      assertOnPrimary(connection);
      execute(connection, "SET app.tenant = 'b'");
      assertThat(value(connection, TENANT)).isEqualTo("of b");
      assertOnPrimary(connection);
      connection.endRequest();
      assertOnReplicas(connection, TENANT, null);
    }
  }

  @Test
  @DisplayName("26, 61: a connection that is opened anew has the state, on replicas and primary")
  void brokenConnectionIsReplacedWithState() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN + "&ApplicationName=replaced")) {
      execute(connection, "SET app.tenant = 'a'");
      assertOnReplicas(connection, TENANT, "of a");
      for (int round = 0; round < 3; round++) {
        for (PostgresNode node : cluster().nodes()) {
          terminate(node, "replaced");
        }
        assertThat(value(connection, TENANT)).isEqualTo("of a");
        execute(connection, "SET app.x = 'on a new connection'");
        assertThat(value(connection, "SHOW app.tenant")).isEqualTo("a");
      }
      assertOnReplicas(connection, TENANT, "of a");
    }
  }

  private static void terminate(PostgresNode node, String application) throws SQLException {
    node.endSessions("usename = 'app' AND application_name = '" + application + "'");
  }

  @Test
  @DisplayName("26: a replica that cannot be given the role serves nothing; the primary does")
  void replicaWithoutRoleServesNothing() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN);
        Connection superuser = cluster().primary().connectAsSuperuser()) {
      cluster().replicas().forEach(PostgresNode::pauseReplay);
      try {
        execute(superuser, "CREATE ROLE late");
        execute(superuser, "GRANT late TO app");
        execute(connection, "SET ROLE late");
        assertThat(value(connection, "SELECT current_user")).isEqualTo("late");
        assertOnPrimary(connection);
      } finally {
        cluster().replicas().forEach(PostgresNode::resumeReplay);
      }
      cluster().awaitReplicasCaughtUp();
      assertOnReplicas(connection, "SELECT current_user", "late");
      execute(connection, "RESET ROLE");
      assertOnReplicas(connection, "SELECT current_user", "app");
    }
  }

  @Test
  @DisplayName("26: a write that nobody waits for has the state it was given with")
  void queuedWriteHasItsState() throws SQLException {
    String insert = "INSERT INTO w (v) VALUES ('state: ' || current_setting('app.x', true))";
    try (Connection connection = connect(ROUND_ROBIN + "&weakWrites=fireAndForget")) {
      execute(connection, "SET app.x = ''");
      execute(connection, "RESET app.x");
      for (String state : List.of("a", "b")) {
        execute(connection, insert);
        execute(connection, "SET app.x = '" + state + "'");
        execute(connection, insert);
        assertOnReplicas(connection, setting("app.x"), state);
        execute(connection, "RESET app.x");
      }
      execute(connection, insert);
    }
    assertThat(onPrimary("SELECT string_agg(v, '|' ORDER BY id) FROM w WHERE v LIKE 'state: %'"))
        .isEqualTo("state: |state: a|state: |state: b|state: ");
  }

  @Test
  @DisplayName("26: what ends with a request is not there for the next one, whatever is held")
  void requestEndsState() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN);
        PreparedStatement held = connection.prepareStatement(TENANT)) {
      execute(connection, "SET app.tenant = 'a'");
      for (int i = 0; i < 4; i++) {
        try (ResultSet rows = held.executeQuery()) {
          rows.next();
          assertThat(rows.getString(1)).isEqualTo("of a");
        }
      }
      connection.endRequest();
      for (int i = 0; i < 4; i++) {
        try (ResultSet rows = held.executeQuery()) {
          rows.next();
          assertThat(rows.getString(1)).isNull();
        }
      }
    }
  }

  @Test
  @DisplayName("26: what no node can be given fails, and says what and where")
  void stateThatCannotBeGivenFails() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN);
        Connection superuser = cluster().primary().connectAsSuperuser()) {
      execute(superuser, "CREATE ROLE dropped");
      execute(superuser, "GRANT dropped TO app");
      execute(connection, "SET ROLE dropped");
      execute(superuser, "DROP ROLE dropped");
      cluster().awaitReplicasCaughtUp();
      for (PostgresNode node : cluster().nodes()) {
        terminate(node, "PostgreSQL JDBC Driver");
      }
      assertThatThrownBy(() -> value(connection, TENANT))
          .hasMessageContaining("What the session has set [role] could not be given")
          .hasMessageContaining("dropped")
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("22023"));
      connection.endRequest();
      assertThat(value(connection, "SELECT current_user")).isEqualTo("app");
    }
  }
}
