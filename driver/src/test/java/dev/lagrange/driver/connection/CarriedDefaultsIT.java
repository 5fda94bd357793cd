package dev.lagrange.driver.connection;

import static dev.lagrange.driver.connection.CarriedStateIT.ROUND_ROBIN;
import static dev.lagrange.driver.connection.CarriedStateIT.assertOnReplicas;
import static dev.lagrange.driver.connection.CarriedStateIT.setting;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.LagrangeUrl;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What a session sets for its later transactions goes along, and binds it to no connection. Numbers
 * are rows of the list of JDBC's corner cases that the driver is held to.
 */
final class CarriedDefaultsIT extends OnCluster {

  private static final String SET = "SET SESSION CHARACTERISTICS AS TRANSACTION ";
  private static final String READ_ONLY = "default_transaction_read_only";
  private static final String ISOLATION = "default_transaction_isolation";
  private static final String OWN_ISOLATION = "SELECT current_setting('transaction_isolation')";

  private static LagrangeDataSource pools(String options) throws SQLException {
    String all = ROUND_ROBIN + "&connectionTimeout=1s" + options;
    LagrangeDataSource source = new LagrangeDataSource(url(cluster(), all), Map.of());
    LagrangeUrl.awaitReplicas(cluster(), source);
    return source;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        SET + "READ ONLY|" + READ_ONLY + "|on|off",
        "SET default_transaction_read_only = on|" + READ_ONLY + "|on|off",
        SET + "ISOLATION LEVEL REPEATABLE READ|" + ISOLATION + "|repeatable read|read committed",
        SET + "READ ONLY, ISOLATION LEVEL REPEATABLE READ|" + READ_ONLY + "|on|off",
      })
  @DisplayName("26, 27: defaults hold on the replicas, and end with the session")
  void defaultsFollowAndEnd(String sql, String name, String value, String before)
      throws SQLException {
    try (LagrangeDataSource source = pools("")) {
      try (Connection connection = source.getConnection()) {
        execute(connection, sql);
        assertOnReplicas(connection, setting(name), value);
        assertThat(value(connection, "SHOW " + name)).isEqualTo(value);
      }
      try (Connection next = source.getConnection()) {
        assertOnReplicas(next, setting(name), before);
        assertThat(value(next, "SHOW " + name)).isEqualTo(before);
      }
    }
  }

  @Test
  @DisplayName("26: more sessions than connections set defaults, and all go on")
  void sessionsShareConnections() throws SQLException {
    try (LagrangeDataSource source = pools("")) {
      List<Connection> sessions = new ArrayList<>();
      for (int i = 0; i < 4; i++) {
        sessions.add(source.getConnection());
        execute(sessions.get(i), SET + (i % 2 == 0 ? "READ ONLY" : "READ WRITE"));
      }
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 4; i += 2) {
          Connection reader = sessions.get(i);
          assertThatThrownBy(() -> execute(reader, "INSERT INTO w (v) VALUES ('refused')"))
              .hasMessageContaining("read-only transaction");
          execute(sessions.get(i + 1), "INSERT INTO w (v) VALUES ('accepted')");
        }
      }
      execute(sessions.get(0), SET + "READ ONLY, DEFERRABLE"); // which binds it
      assertThatThrownBy(() -> execute(sessions.get(1), "INSERT INTO w (v) VALUES ('waits')"))
          .hasMessageContaining("maxPoolSize");
      for (Connection session : sessions) {
        session.close();
      }
    }
  }

  @Test
  @DisplayName("19: what a standby refuses is read on the primary, without a connection of its own")
  void serializableReadsOnPrimary() throws SQLException {
    try (LagrangeDataSource source = pools("");
        Connection connection = source.getConnection();
        Connection other = source.getConnection()) {
      execute(connection, SET + "ISOLATION LEVEL SERIALIZABLE");
      assertThat(connection.getTransactionIsolation())
          .isEqualTo(Connection.TRANSACTION_SERIALIZABLE);
      for (int i = 0; i < 3; i++) {
        assertThat(value(connection, OWN_ISOLATION)).isEqualTo("serializable");
        assertThat(route(connection)).startsWith("primary").contains("serializable");
        assertThat(value(other, "SHOW transaction_isolation")).isEqualTo("read committed");
      }
      execute(connection, "START TRANSACTION READ ONLY");
      assertThat(value(connection, OWN_ISOLATION)).isEqualTo("serializable");
      assertOnPrimary(connection);
      execute(connection, "COMMIT");
      execute(connection, "RESET default_transaction_isolation");
      assertOnReplicas(connection, OWN_ISOLATION, "read committed");
    }
  }

  @Test
  @DisplayName("27: defaults set in a transaction count if it commits, and are undone if not")
  void defaultsEndWithRollback() throws SQLException {
    try (LagrangeDataSource source = pools("");
        Connection connection = source.getConnection();
        Connection other = source.getConnection()) {
      execute(connection, "BEGIN");
      execute(connection, SET + "ISOLATION LEVEL SERIALIZABLE, READ ONLY");
      execute(connection, "ROLLBACK");
      assertOnReplicas(connection, OWN_ISOLATION, "read committed");
      execute(connection, "BEGIN");
      execute(connection, SET + "ISOLATION LEVEL REPEATABLE READ");
      execute(connection, "SAVEPOINT a");
      execute(connection, SET + "ISOLATION LEVEL SERIALIZABLE, READ ONLY");
      execute(connection, "ROLLBACK TO a");
      execute(connection, "COMMIT");
      assertOnReplicas(connection, OWN_ISOLATION, "repeatable read");
      assertOnReplicas(connection, setting(READ_ONLY), "off");
      assertThat(value(other, "SHOW default_transaction_isolation")).isEqualTo("read committed");
      connection.setAutoCommit(false);
      execute(connection, SET + "ISOLATION LEVEL SERIALIZABLE");
      connection.commit();
      assertThat(value(connection, OWN_ISOLATION)).isEqualTo("serializable");
      assertOnPrimary(connection);
      connection.commit();
      assertThat(value(other, "SHOW default_transaction_isolation")).isEqualTo("read committed");
    }
  }

  @Test
  @DisplayName("27: a transaction on a replica cannot make later ones serializable")
  void replicaTransactionKeepsIsolation() throws SQLException {
    try (Connection connection = connect(ROUND_ROBIN)) {
      connection.setReadOnly(true);
      connection.setAutoCommit(false);
      value(connection, "SELECT 1");
      assertOnReplica(connection);
      execute(connection, SET + "READ ONLY");
      assertThatThrownBy(() -> execute(connection, SET + "ISOLATION LEVEL SERIALIZABLE"))
          .hasMessageContaining("the session cannot change beyond it");
      connection.rollback();
      connection.setAutoCommit(true);
      assertOnReplicas(connection, OWN_ISOLATION, "read committed");
    }
  }

  @Test
  @DisplayName("19: a level set by a call and one set in SQL, the last one first")
  void callAndSqlAgree() throws SQLException {
    try (LagrangeDataSource source = pools("");
        Connection other = source.getConnection()) {
      try (Connection connection = source.getConnection()) {
        execute(connection, SET + "ISOLATION LEVEL SERIALIZABLE");
        connection.setTransactionIsolation(Connection.TRANSACTION_READ_COMMITTED);
        assertThat(connection.getTransactionIsolation())
            .isEqualTo(Connection.TRANSACTION_READ_COMMITTED);
        assertOnReplicas(connection, OWN_ISOLATION, "read committed");
        assertThat(value(connection, "SHOW transaction_isolation")).isEqualTo("read committed");
        connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
        assertOnReplicas(connection, OWN_ISOLATION, "repeatable read");
        assertThat(value(connection, "SHOW transaction_isolation")).isEqualTo("repeatable read");
      }
      assertThat(value(other, "SHOW transaction_isolation")).isEqualTo("read committed");
      assertOnReplicas(other, OWN_ISOLATION, "read committed");
    }
  }
}
