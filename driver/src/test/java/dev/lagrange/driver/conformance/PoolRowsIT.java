package dev.lagrange.driver.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.LagrangeUrl;
import dev.lagrange.driver.connection.OnCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Rows of the list of JDBC's corner cases about a pool in front of the driver. */
final class PoolRowsIT extends OnCluster {

  private static final String READ = "SELECT v FROM t WHERE id = 1";
  private static final int CONNECTIONS = 10;

  /** HikariCP tells of requests only if it is asked to. */
  private static final String BOUNDARIES = "com.zaxxer.hikari.enableRequestBoundaries";

  private static HikariDataSource pool(HikariConfig config, boolean boundaries) {
    System.setProperty(BOUNDARIES, Boolean.toString(boundaries));
    try {
      return new HikariDataSource(config);
    } finally {
      System.clearProperty(BOUNDARIES);
    }
  }

  private static List<Connection> all(HikariDataSource pool) throws SQLException {
    List<Connection> connections = new ArrayList<>();
    for (int i = 0; i < CONNECTIONS; i++) {
      connections.add(pool.getConnection());
    }
    return connections;
  }

  private static void giveBack(List<Connection> connections) throws SQLException {
    for (Connection connection : connections) {
      connection.close();
    }
  }

  @Test
  @DisplayName(
      "21, 28, 61: reads leave the primary again once pinned connections went back to the pool")
  void pooledConnectionsRecoverFromPins() throws SQLException {
    assertThat(readsOnReplicasAfterPins(true, "")).isEqualTo(CONNECTIONS);
  }

  @Test
  @DisplayName("21: a pool that does not say that a request ends keeps its connections pinned")
  void poolThatTellsNothingKeepsPins() throws SQLException {
    assertThat(readsOnReplicasAfterPins(false, "")).isZero();
  }

  @Test
  @DisplayName("21, 28, 61: unless what was changed unseen is dropped")
  void poolThatTellsNothingRecoversByOption() throws SQLException {
    assertThat(readsOnReplicasAfterPins(false, "unseenState=reset")).isEqualTo(CONNECTIONS);
  }

  private static int readsOnReplicasAfterPins(boolean boundaries, String options)
      throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(cluster(), options));
    config.setMaximumPoolSize(CONNECTIONS);
    config.setMinimumIdle(CONNECTIONS);
    try (LagrangeDataSource same = new LagrangeDataSource(config.getJdbcUrl(), Map.of());
        HikariDataSource pool = pool(config, boundaries)) {
      LagrangeUrl.awaitReplicas(cluster(), same);
      List<Connection> pinned = all(pool);
      for (Connection connection : pinned) {
        execute(connection, "DO $$ BEGIN PERFORM set_config('app.unseen', 'x', false); END $$");
        assertThat(value(connection, READ)).isNotNull();
        assertThat(route(connection).startsWith("primary")).isEqualTo(options.isEmpty());
      }
      giveBack(pinned);
      List<Connection> again = all(pool);
      int onReplicas = 0;
      for (Connection connection : again) {
        assertThat(value(connection, READ)).isNotNull();
        onReplicas += route(connection).startsWith("replica") ? 1 : 0;
      }
      giveBack(again);
      assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isEqualTo(CONNECTIONS);
      return onReplicas;
    }
  }
}
