package dev.lagrange.control.catalog;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.cluster.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;

/**
 * Reads a cluster's catalog from its primary, over a connection of the monitor's user that is
 * opened for each read. While there is no primary nobody changes the catalog, and what is known of
 * it stays; only who knows nothing yet asks a replica. Not thread-safe.
 */
public final class NodeCatalog implements CatalogWatch.Source {

  /** A large catalog on a busy server takes longer to read than a probe. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final ClusterMonitor monitor;
  private final CatalogReader reader;
  private boolean knows;

  /** The catalog of a monitored cluster. */
  public NodeCatalog(ClusterMonitor monitor, CatalogReader reader) {
    this.monitor = monitor;
    this.reader = reader;
  }

  @Override
  public Catalog read() throws SQLException {
    try (Connection connection = monitor.connect(source().id(), PATIENCE)) {
      Catalog catalog = reader.read(connection);
      knows = true;
      return catalog;
    }
  }

  private NodeState source() throws SQLException {
    NodeState primary = monitor.view().primary();
    if (primary != null) {
      return primary;
    }
    if (knows || monitor.view().replicas().isEmpty()) {
      throw new SQLTransientConnectionException("no primary can be asked", "08001");
    }
    return monitor.view().replicas().get(0);
  }
}
