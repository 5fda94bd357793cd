package dev.lagrange.driver.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.connection.OnCluster;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Rows of the list of JDBC's corner cases about what a statement does beside its rows. */
final class StatementRowsIT extends OnCluster {

  private static final String READ = "SELECT v FROM t WHERE id = 1";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(SELECT v FROM t WHERE id = 2 FOR UPDATE)",
        "SELECT v FROM t WHERE id IN (SELECT id FROM t WHERE id = 2 FOR UPDATE SKIP LOCKED)",
        "SELECT a.v FROM t a, t b WHERE a.id = 2 AND b.id = 2 FOR UPDATE OF a, b",
        "SELECT E'it\\'s' FROM t WHERE id = 2 FOR UPDATE",
        "SELECT v COLLATE \"C\" FROM t WHERE id = 2 FOR UPDATE",
        "SELECT nextval('sq')",
        "SELECT set_config('app.y', '1', false)",
        "SELECT pg_advisory_lock(4711)",
        "SELECT pg_notify('channel', 'text')",
        "SELECT pg_current_xact_id()",
        "SELECT lo_create(0)",
        "SELECT 1; UPDATE t SET v = v WHERE id = 2"
      })
  @DisplayName("29, 34, 55, 65: what another classifier takes for a read runs on the primary")
  void hiddenWritesRunOnThePrimary(String sql) throws SQLException {
    try (Connection connection = connect()) {
      value(connection, READ);
      assertOnReplica(connection);
      execute(connection, sql);
      assertOnPrimary(connection);
    }
  }

  @Test
  @DisplayName("32: what a sequence gave last is asked where it gave it")
  void lastValueIsAskedOnTheSameConnection() throws SQLException {
    try (Connection connection = connect()) {
      String next = value(connection, "SELECT nextval('sq')");
      assertThat(value(connection, "SELECT currval('sq')")).isEqualTo(next);
      assertThat(value(connection, "SELECT lastval()")).isEqualTo(next);
      assertOnPrimary(connection);
    }
  }

  @Test
  @DisplayName("22: sharding keys are refused, never swallowed")
  void shardingKeysAreRefused() throws SQLException {
    try (Connection connection = connect()) {
      assertThatThrownBy(() -> connection.setShardingKey(null))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("0A000"));
      assertThatThrownBy(() -> connection.setShardingKeyIfValid(null, 1))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  @DisplayName("21: the end of a request ends its pin")
  void endOfRequestEndsThePin() throws SQLException {
    try (Connection connection = connect()) {
      connection.beginRequest();
      execute(connection, "CREATE TEMP TABLE of_request (id int)");
      value(connection, READ);
      assertOnPrimary(connection);
      connection.endRequest();
      value(connection, READ);
      assertOnReplica(connection);
      assertThatThrownBy(() -> value(connection, "SELECT id FROM of_request"))
          .isInstanceOf(SQLException.class);
    }
  }

  @Test
  @DisplayName("9, 8: a rolled back write raises no floor and leaves nothing")
  void rolledBackWriteLeavesNothing() throws SQLException {
    try (Connection connection = connect()) {
      connection.setAutoCommit(false);
      execute(connection, "INSERT INTO w (v) VALUES ('r9')");
      connection.rollback();
      connection.setAutoCommit(true);
      value(connection, READ);
      assertOnReplica(connection);
      assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'r9'")).isEqualTo("0");
    }
  }

  @Test
  @DisplayName("72: a hint that came with a value declares nothing")
  void hintWithinALiteralDeclaresNothing() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("SELECT '/*+ consistency(strong) */' FROM t WHERE id = 1")) {
      assertThat(rows.next()).isTrue();
      assertThat(rows.getString(1)).isEqualTo("/*+ consistency(strong) */");
      assertOnReplica(connection);
    }
  }
}
