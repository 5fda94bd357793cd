package dev.lagrange.proxy;

import static dev.lagrange.proxy.ProxyOn.awaitReadOnReplica;
import static dev.lagrange.testbed.Sql.execute;
import static dev.lagrange.testbed.Sql.value;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients set for their later transactions goes along, and holds no connection. */
final class CarriedDefaultsIT {

  private static final String SET = "SET SESSION CHARACTERISTICS AS TRANSACTION ";
  private static final String READ_ONLY = "SELECT current_setting('default_transaction_read_only')";
  private static final String ISOLATION = "SELECT current_setting('transaction_isolation')";

  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().replicas(1).start();
    cluster.execute("CREATE TABLE w (v text)");
    cluster.awaitReplicasCaughtUp();
    proxy = ProxyOn.start(cluster, "consistency=weak&maxPoolSize=1&connectionTimeout=2s");
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  private static String route(Connection client) throws SQLException {
    return value(client, "SHOW lagrange.route");
  }

  @Test
  void moreClientsThanConnectionsGoOn() throws SQLException {
    List<Connection> clients = new ArrayList<>();
    try {
      for (int i = 0; i < 8; i++) {
        clients.add(proxy.connect(""));
        execute(clients.get(i), SET + (i % 2 == 0 ? "READ ONLY" : "READ WRITE"));
      }
      for (int round = 0; round < 2; round++) {
        for (int i = 0; i < 8; i += 2) {
          Connection reader = clients.get(i);
          assertThatThrownBy(() -> execute(reader, "INSERT INTO w VALUES ('refused')"))
              .hasMessageContaining("read-only transaction");
          execute(clients.get(i + 1), "INSERT INTO w VALUES ('accepted')");
        }
      }
      awaitReadOnReplica(clients.get(0), READ_ONLY, "on");
      awaitReadOnReplica(clients.get(1), READ_ONLY, "off");
    } finally {
      for (Connection client : clients) {
        client.close();
      }
    }
    try (Connection next = proxy.connect("")) {
      execute(next, "INSERT INTO w VALUES ('accepted')");
      awaitReadOnReplica(next, READ_ONLY, "off");
    }
  }

  @Test
  void whatCannotBeCarriedHoldsItsConnection() throws SQLException {
    try (Connection holder = proxy.connect("")) {
      execute(holder, SET + "READ ONLY, DEFERRABLE");
      List<Connection> others = new ArrayList<>();
      try {
        assertThatThrownBy(
                () -> {
                  for (int i = 0; i < 4; i++) { // one of them shares its event loop
                    others.add(proxy.connect(""));
                    execute(others.get(i), "INSERT INTO w VALUES ('waits')");
                  }
                })
            .hasMessageContaining("maxPoolSize");
      } finally {
        for (Connection other : others) {
          other.close();
        }
      }
    }
  }

  /** The other client has the only connection of its event loop in turns with this one. */
  private static void assertSet(Connection client, Connection other, String value)
      throws SQLException {
    assertThat(value(other, "SHOW work_mem")).isEqualTo("4MB");
    assertThat(value(client, "SHOW work_mem")).isEqualTo(value);
    assertThat(value(other, "SHOW work_mem")).isEqualTo("4MB");
    awaitReadOnReplica(client, "SELECT current_setting('work_mem')", value);
  }

  @ParameterizedTest
  @ValueSource(strings = {"extended", "simple"})
  void whatIsSetInATransactionCountsOnceItIsCommitted(String mode) throws SQLException {
    String options = "preferQueryMode=" + mode;
    List<Connection> others = new ArrayList<>();
    try (Connection client = proxy.connect(options)) {
      for (int i = 0; i < 2; i++) { // one on each event loop
        others.add(proxy.connect(options));
      }
      for (Connection other : others) {
        execute(client, "BEGIN");
        execute(client, "SET work_mem = '5MB'");
        execute(client, "ROLLBACK");
        assertSet(client, other, "4MB");
        client.setAutoCommit(false);
        execute(client, "SET work_mem = '5MB'"); // in one message with BEGIN
        client.commit();
        client.setAutoCommit(true);
        assertSet(client, other, "5MB");
        execute(client, "BEGIN");
        execute(client, "SET work_mem = '6MB'");
        execute(client, "SAVEPOINT a");
        execute(client, "SET work_mem = '7MB'");
        execute(client, SET + "READ ONLY, ISOLATION LEVEL SERIALIZABLE");
        execute(client, "ROLLBACK TO a");
        execute(client, "COMMIT");
        assertSet(client, other, "6MB");
        execute(client, "BEGIN");
        execute(client, "SET work_mem = '7MB'");
        assertThatThrownBy(() -> execute(client, "SELECT 1 / 0")).hasMessageContaining("zero");
        execute(client, "COMMIT");
        assertSet(client, other, "6MB");
        execute(client, "BEGIN");
        execute(client, "SET work_mem TO DEFAULT");
        execute(client, "COMMIT AND CHAIN");
        execute(client, "SET work_mem = '7MB'");
        execute(client, "ROLLBACK");
        assertSet(client, other, "4MB");
      }
    } finally {
      for (Connection other : others) {
        other.close();
      }
    }
  }

  @Test
  void whatATransactionSetsForLaterOnesCountsToo() throws SQLException {
    try (Connection client = proxy.connect("")) {
      client.setAutoCommit(false);
      client.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      assertThat(value(client, ISOLATION)).isEqualTo("serializable");
      execute(client, SET + "ISOLATION LEVEL REPEATABLE READ");
      assertThat(value(client, ISOLATION)).isEqualTo("serializable");
      client.rollback();
      assertThat(value(client, ISOLATION)).isEqualTo("serializable");
      execute(client, SET + "ISOLATION LEVEL REPEATABLE READ");
      client.commit();
      client.setAutoCommit(true);
      awaitReadOnReplica(client, ISOLATION, "repeatable read");
    }
  }

  @Test
  void whatAStandbyRefusesIsReadOnThePrimary() throws SQLException {
    try (Connection client = proxy.connect("");
        Connection other = proxy.connect("")) {
      client.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
      for (int i = 0; i < 3; i++) {
        assertThat(value(client, ISOLATION)).isEqualTo("serializable");
        assertThat(route(client)).startsWith("primary").contains("serializable");
        assertThat(value(other, "SHOW transaction_isolation")).isEqualTo("read committed");
      }
      execute(client, "BEGIN READ ONLY");
      assertThat(value(client, ISOLATION)).isEqualTo("serializable");
      execute(client, "COMMIT");
      client.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      awaitReadOnReplica(client, ISOLATION, "repeatable read");
      execute(client, "RESET default_transaction_isolation");
      awaitReadOnReplica(client, ISOLATION, "read committed");
    }
  }
}
