package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/**
 * Keeps the nodes from writing pages that they need not, so that a replica which is killed has much
 * to replay again. Not thread-safe.
 */
final class NoRestartPoints {

  private static final Map<String, String> SETTINGS =
      Map.of("checkpoint_timeout", "1h", "max_wal_size", "2GB", "bgwriter_lru_maxpages", "0");

  private final PostgresCluster cluster;
  private final Map<String, String> before = new HashMap<>();

  private NoRestartPoints(PostgresCluster cluster) {
    this.cluster = cluster;
  }

  static NoRestartPoints on(PostgresCluster cluster) throws SQLException {
    NoRestartPoints made = new NoRestartPoints(cluster);
    for (String setting : SETTINGS.keySet()) {
      made.before.put(setting, Superuser.ask(cluster.primary(), "SHOW " + setting));
    }
    made.setAll(SETTINGS);
    return made;
  }

  void undo() {
    setAll(before);
  }

  private void setAll(Map<String, String> values) {
    for (PostgresNode node : cluster.nodes()) {
      values.forEach(node::set);
    }
  }
}
