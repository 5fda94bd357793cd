package dev.lagrange.driver.connection;

import dev.lagrange.driver.cluster.Cluster;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The physical connections that a logical one holds now, one per node at most: statements that are
 * open at the same time share them. Confined to one logical connection.
 */
final class LeaseBook {

  private final Cluster cluster;
  private final ConnectionSettings settings;
  private final List<Lease> held = new ArrayList<>(2);

  LeaseBook(Cluster cluster, ConnectionSettings settings) {
    this.cluster = cluster;
    this.settings = settings;
  }

  /** A connection to the primary; retained once, on the caller's behalf. Blocks. */
  Lease primary() throws SQLException {
    NodeState primary = cluster.monitor().view().primary();
    Lease lease = primary == null ? null : find(primary.id());
    return lease != null ? lease : hold(cluster.leasePrimary());
  }

  /** A connection to a node; retained once, on the caller's behalf. Blocks. */
  Lease on(NodeId node) throws SQLException {
    Lease lease = find(node);
    return lease != null ? lease : hold(cluster.lease(node));
  }

  private @Nullable Lease find(NodeId node) throws SQLException {
    for (int i = 0; i < held.size(); i++) {
      Lease lease = held.get(i);
      // What was aborted or failed while nobody executed on it is closed, but not known as broken.
      if (lease.node().equals(node) && !lease.isBroken() && !lease.connection().isClosed()) {
        lease.retain();
        return lease;
      }
    }
    return null;
  }

  private Lease hold(Lease fresh) throws SQLException {
    fresh.retain();
    try {
      settings.applyTo(fresh);
    } catch (SQLException e) {
      fresh.release();
      throw e;
    }
    held.add(fresh);
    return fresh;
  }

  /** One user less; a connection that nobody uses goes back to its pool. */
  void release(Lease lease) {
    lease.release();
    if (lease.isGone()) {
      held.remove(lease);
    }
  }

  /** Applies what was just set to the connections already held. */
  void apply(SqlAction<Connection> action) throws SQLException {
    for (Lease lease : held) {
      action.on(lease.connection());
    }
  }

  /** Breaks the connections that are held. */
  void abort() {
    for (Lease lease : List.copyOf(held)) {
      lease.abort();
    }
  }
}
