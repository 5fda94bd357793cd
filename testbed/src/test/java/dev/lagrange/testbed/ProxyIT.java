package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ProxyIT {
  private static final int CONNECTIONS = 60;

  private static PostgresCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = PostgresCluster.builder().replicas(2).start();
  }

  @AfterAll
  static void closeCluster() {
    cluster.close();
  }

  @Test
  void pgpoolWritesToThePrimaryAndReadsFromAllNodes() throws SQLException {
    assumeTrue(Pgpool.isFound(), Pgpool.NOT_FOUND);
    try (Pgpool pgpool = Pgpool.start(cluster, Map.of())) {
      write(pgpool.jdbcUrl(), "balanced");
      cluster.awaitReplicasCaughtUp();

      assertThat(readersOf(pgpool.jdbcUrl(), "balanced"))
          .containsExactlyInAnyOrder("node-1", "node-2", "node-3");
    }
  }

  @Test
  void pgpoolKeepsToSettingsOfItsOwn() throws SQLException {
    assumeTrue(Pgpool.isFound(), Pgpool.NOT_FOUND);
    try (Pgpool pgpool = Pgpool.start(cluster, Map.of("load_balance_mode", "off"))) {
      write(pgpool.jdbcUrl(), "unbalanced");
      cluster.awaitReplicasCaughtUp();

      assertThat(readersOf(pgpool.jdbcUrl(), "unbalanced")).containsExactly("node-1");
    }
  }

  @Test
  void haProxyHasOnePortForThePrimaryAndOneForTheReplicas() throws SQLException {
    assumeTrue(HaProxy.isFound(), HaProxy.NOT_FOUND);
    try (HaProxy haProxy = HaProxy.start(cluster)) {
      write(haProxy.primaryUrl(), "proxied");
      cluster.awaitReplicasCaughtUp();

      assertThat(readersOf(haProxy.primaryUrl(), "proxied")).containsExactly("node-1");
      assertThat(readersOf(haProxy.replicasUrl(), "proxied"))
          .containsExactlyInAnyOrder("node-2", "node-3");
      assertThatThrownBy(() -> write(haProxy.replicasUrl(), "refused"))
          .hasMessageContaining("read-only");
    }
  }

  private static void write(String url, String table) throws SQLException {
    try (Connection connection = connect(url);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE " + table + " (a int)");
      statement.execute("INSERT INTO " + table + " VALUES (7)");
    }
  }

  private static Set<String> readersOf(String url, String table) throws SQLException {
    Set<String> nodes = new HashSet<>();
    for (int count = 0; count < CONNECTIONS; count++) {
      try (Connection connection = connect(url);
          Statement statement = connection.createStatement();
          ResultSet row =
              statement.executeQuery("SELECT current_setting('cluster_name'), a FROM " + table)) {
        assertThat(row.next()).isTrue();
        assertThat(row.getInt(2)).isEqualTo(7);
        nodes.add(row.getString(1));
      }
    }
    return nodes;
  }

  private static Connection connect(String url) throws SQLException {
    return DriverManager.getConnection(url, PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }
}
