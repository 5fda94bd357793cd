package dev.lagrange.driver.connection;

import static dev.lagrange.driver.connection.CarriedStateIT.ROUND_ROBIN;
import static dev.lagrange.driver.connection.CarriedStateIT.TENANT;
import static dev.lagrange.driver.connection.CarriedStateIT.assertOnReplicas;
import static dev.lagrange.driver.connection.CarriedStateIT.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What a session sets in a transaction holds everywhere once that has committed, and nowhere if it
 * did not. Numbers are rows of the list of JDBC's corner cases that the driver is held to.
 */
final class CarriedTransactionsIT extends OnCluster {

  @Test
  @DisplayName("27: a setting counts if its transaction commits, and is undone if not")
  void settingEndsWithRollback() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, "SET app.tenant = 'a'");
      connection.setAutoCommit(false);
      execute(connection, "SET app.tenant = 'b'");
      assertThat(value(connection, TENANT)).isEqualTo("of b");
      connection.rollback();
      connection.setAutoCommit(true);
      assertOnReplicas(connection, TENANT, "of a");
      connection.setAutoCommit(false);
      execute(connection, "SET app.tenant = 'b'");
      connection.commit();
      connection.setAutoCommit(true);
      assertOnReplicas(connection, TENANT, "of b");
      execute(connection, "BEGIN");
      execute(connection, "RESET app.tenant");
      execute(connection, "ROLLBACK");
      assertOnReplicas(connection, TENANT, "of b");
      execute(connection, "BEGIN");
      execute(connection, "SET app.tenant = 'a'");
      execute(connection, "COMMIT");
      assertOnReplicas(connection, TENANT, "of a");
    }
  }

  @Test
  @DisplayName("8, 27: a savepoint takes back what was set after it, and only that")
  void settingEndsWithSavepoint() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      connection.setAutoCommit(false);
      execute(connection, "SET app.tenant = 'a'");
      Savepoint savepoint = connection.setSavepoint();
      execute(connection, "SET app.tenant = 'b'");
      execute(connection, "SET app.x = 'x'");
      connection.rollback(savepoint);
      execute(connection, "SAVEPOINT again");
      assertThatThrownBy(() -> execute(connection, "SET app.tenant = 'b', 1.1.1"))
          .isInstanceOf(SQLException.class);
      execute(connection, "ROLLBACK TO again");
      connection.commit();
      connection.setAutoCommit(true);
      assertOnReplicas(connection, TENANT, "of a");
      assertOnReplicas(connection, setting("app.x"), null);
    }
  }

  @Test
  @DisplayName("27: after a failed transaction, a COMMIT sets nothing")
  void failedTransactionSetsNothing() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      connection.setAutoCommit(false);
      execute(connection, "SET app.tenant = 'a'");
      assertThatThrownBy(() -> execute(connection, "SELECT 1 / 0")).hasMessageContaining("zero");
      connection.commit(); // a rollback, of which pgjdbc says nothing
      connection.setAutoCommit(true);
      assertOnReplicas(connection, TENANT, null);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"SET LOCAL app.tenant = 'b'", "SELECT set_config('app.tenant', 'b', true)"})
  @DisplayName("27: SET LOCAL ends with its transaction, on a replica too")
  void localEndsWithTransaction(String sql) throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, "SET app.tenant = 'a'");
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      for (int i = 0; i < 3; i++) {
        assertThat(value(connection, TENANT)).isEqualTo("of a");
        assertOnReplica(connection);
        execute(connection, sql);
        assertThat(value(connection, TENANT)).isEqualTo("of b");
        connection.commit();
      }
      connection.setAutoCommit(true);
      assertOnReplicas(connection, TENANT, "of a");
    }
  }

  @Test
  @DisplayName("27: what is set in a transaction on a replica follows from there")
  void settingInReplicaTransactionFollows() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      assertThat(value(connection, TENANT)).isNull();
      assertOnReplica(connection);
      execute(connection, "SET app.tenant = 'a'");
      assertThat(value(connection, TENANT)).isEqualTo("of a");
      connection.commit();
      assertThat(value(connection, TENANT)).isEqualTo("of a");
      execute(connection, "SET app.tenant = 'b'");
      connection.rollback();
      connection.setAutoCommit(true);
      connection.setReadOnly(false);
      assertOnReplicas(connection, TENANT, "of a");
      assertThat(value(connection, TENANT + " WHERE v IN (SELECT v FROM shared FOR UPDATE)"))
          .isEqualTo("of a");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BEGIN", "START TRANSACTION READ ONLY"})
  @DisplayName("27: COMMIT AND CHAIN keeps what was set before it, whatever comes after")
  void chainKeepsWhatWasSet(String begin) throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, begin);
      assertThat(value(connection, TENANT)).isNull();
      execute(connection, "SET app.tenant = 'a'");
      execute(connection, "COMMIT AND CHAIN");
      execute(connection, "SET app.tenant = 'b'");
      execute(connection, "ROLLBACK");
      assertOnReplicas(connection, TENANT, "of a");
      connection.setAutoCommit(false);
      execute(connection, "SET app.tenant = 'b'");
      execute(connection, "COMMIT AND CHAIN");
      execute(connection, "SET app.tenant = 'a'");
      connection.rollback();
      connection.setAutoCommit(true);
      assertOnReplicas(connection, TENANT, "of b");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"BEGIN", "START TRANSACTION READ ONLY"})
  @DisplayName("27: BEGIN in a transaction is a warning, and what was set can be rolled back")
  void beginWithinKeepsNothing(String begin) throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, begin);
      assertThat(value(connection, TENANT)).isNull();
      execute(connection, "SET app.tenant = 'a'");
      execute(connection, "BEGIN");
      assertThat(value(connection, TENANT)).isEqualTo("of a");
      execute(connection, "ROLLBACK");
      assertOnReplicas(connection, TENANT, null);
    }
  }

  @Test
  @DisplayName("27: a transaction on a replica cannot reset all that the session has set")
  void replicaTransactionRefusesResetAll() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      execute(connection, "SET app.tenant = 'a'");
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      assertThat(value(connection, TENANT)).isEqualTo("of a");
      assertOnReplica(connection);
      assertThatThrownBy(() -> execute(connection, "RESET ALL"))
          .hasMessageContaining("the session cannot change beyond it");
      connection.rollback();
      connection.setAutoCommit(true);
      assertOnReplicas(connection, TENANT, "of a");
    }
  }
}
