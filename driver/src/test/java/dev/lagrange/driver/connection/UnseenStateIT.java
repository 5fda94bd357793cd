package dev.lagrange.driver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.jdbc.PgConnection;

/**
 * What a statement changes in the session without showing it: kept on its connection, or dropped.
 */
final class UnseenStateIT extends OnCluster {

  private static final String UNSEEN = "SELECT current_setting('app.x', true)";
  private static final String READ = "SELECT v FROM t WHERE id = 1";
  private static final String TEMPORARY = "CREATE TEMP TABLE mine AS SELECT 1 AS n";

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT remembers(7)",
        "DO $$ BEGIN PERFORM set_config('app.x', '7', false); END $$"
      })
  @DisplayName("21, 28: dropped at once, what was changed unseen is nobody's, and reads go on")
  void unseenStateIsDropped(String sql) throws SQLException {
    try (Connection connection = connect("unseenState=reset")) {
      for (int i = 0; i < 5; i++) {
        execute(connection, sql);
        assertThat(value(connection, UNSEEN + " FROM t WHERE id = 1 FOR SHARE")).isIn(null, "");
        assertOnPrimary(connection);
        assertThat(value(connection, READ)).isEqualTo("v1");
        assertOnReplica(connection);
      }
    }
    try (Connection connection = connect()) {
      execute(connection, sql);
      assertThat(value(connection, UNSEEN + " FROM t WHERE id = 1 FOR SHARE")).isEqualTo("7");
      assertThat(value(connection, READ)).isEqualTo("v1");
      assertOnPrimary(connection);
    }
  }

  @Test
  @DisplayName("21, 28: in a transaction it lasts as long as that")
  void unseenStateLastsForTransaction() throws SQLException {
    try (Connection connection = connect("unseenState=reset")) {
      connection.setAutoCommit(false);
      execute(connection, "SELECT remembers(7)");
      assertThat(value(connection, UNSEEN)).isEqualTo("7");
      connection.commit();
      assertThat(value(connection, UNSEEN)).isIn(null, "");
      connection.commit();
      connection.setAutoCommit(true);
      assertThat(value(connection, READ)).isEqualTo("v1");
      assertOnReplica(connection);
    }
  }

  @Test
  @DisplayName("21, 28: what the session shows that it has is kept, and what it carries")
  void shownStateIsKept() throws SQLException {
    try (Connection connection = connect("unseenState=reset")) {
      execute(connection, "SET app.tenant = 'a'");
      execute(connection, "SELECT remembers(7)");
      assertThat(value(connection, "SELECT v FROM shared")).isEqualTo("of a");
      assertOnReplica(connection);
      execute(connection, TEMPORARY);
      execute(connection, "SELECT remembers(8)");
      assertThat(value(connection, UNSEEN)).isEqualTo("8");
      assertThat(value(connection, "SELECT n FROM mine")).isEqualTo("1");
    }
    try (Connection connection = connect("unseenState=reset")) {
      connection.setAutoCommit(false);
      execute(connection, "SELECT remembers(7)");
      execute(connection, TEMPORARY);
      connection.commit();
      assertThat(value(connection, "SELECT n FROM mine")).isEqualTo("1");
      connection.commit();
    }
  }

  @Test
  @DisplayName(
      "21: what such a statement began outside of a transaction fails as on any connection")
  void failedStatementDropsToo() throws SQLException {
    try (Connection connection = connect("unseenState=reset")) {
      assertThatThrownBy(
              () ->
                  execute(
                      connection,
                      "DO $$ BEGIN PERFORM set_config('app.x', '7', false); PERFORM 1 / 0; END $$"))
          .hasMessageContaining("division by zero");
      assertThat(value(connection, READ)).isEqualTo("v1");
      assertOnReplica(connection);
    }
  }

  @Test
  @DisplayName("21, 57: the vendor's own object is that of the transaction, and ends with it")
  void unwrappedIsOfTheTransaction() throws SQLException {
    try (Connection connection = connect("unseenState=reset")) {
      connection.setAutoCommit(false);
      execute(connection, "SELECT remembers(7)");
      execute(connection.unwrap(PgConnection.class), "INSERT INTO w (v) VALUES ('unwrapped')");
      assertThat(value(connection, UNSEEN)).isEqualTo("7");
      connection.rollback();
    }
    assertThat(onPrimary("SELECT count(*) FROM w WHERE v = 'unwrapped'")).isEqualTo("0");
  }

  @Test
  @DisplayName("21: the only connection of a pool is enough for the same statement again")
  void statementDoesNotWaitForItself() throws SQLException {
    try (Connection connection = connect("unseenState=reset&maxPoolSize=1&connectionTimeout=20s");
        PreparedStatement unseen = connection.prepareStatement("SELECT remembers(?)")) {
      for (int i = 0; i < 5; i++) {
        unseen.setInt(1, i);
        assertThat(unseen.executeQuery().next()).isTrue();
      }
    }
  }
}
