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
      "28, 61: reads leave the primary again once pinned connections went back to the pool")
  void pooledConnectionsRecoverFromPins() throws SQLException {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(cluster(), ""));
    config.setMaximumPoolSize(CONNECTIONS);
    try (LagrangeDataSource same = new LagrangeDataSource(config.getJdbcUrl(), Map.of());
        HikariDataSource pool = new HikariDataSource(config)) {
      LagrangeUrl.awaitReplicas(cluster(), same);
      List<Connection> pinned = all(pool);
      for (Connection connection : pinned) {
        execute(connection, "DO $$ BEGIN PERFORM set_config('app.unseen', 'x', false); END $$");
        value(connection, READ);
        assertOnPrimary(connection);
      }
      giveBack(pinned);
      List<Connection> again = all(pool);
      for (Connection connection : again) {
        value(connection, READ);
        assertOnReplica(connection);
      }
      giveBack(again);
      assertThat(pool.getHikariPoolMXBean().getTotalConnections()).isLessThanOrEqualTo(CONNECTIONS);
    }
  }
}
