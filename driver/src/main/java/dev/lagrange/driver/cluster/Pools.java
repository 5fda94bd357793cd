package dev.lagrange.driver.cluster;

import dev.lagrange.driver.node.NodePool;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.HostPort;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The pool of each node: made when first asked for, and drained when its node has left, so that
 * what runs there ends in peace. Thread-safe.
 */
final class Pools implements AutoCloseable {

  /** Makes the pool of a node at an address. */
  @FunctionalInterface
  interface Maker {
    NodePool make(NodeId node, HostPort address);
  }

  private final Function<NodeId, @Nullable HostPort> members;
  private final Maker maker;
  private final Map<NodeId, NodePool> pools = new ConcurrentHashMap<>();
  private final Set<NodePool> draining = ConcurrentHashMap.newKeySet();

  /**
   * None yet.
   *
   * @param members where a node is; null if it is no member of the cluster now
   */
  Pools(Function<NodeId, @Nullable HostPort> members, Maker maker) {
    this.members = members;
    this.maker = maker;
  }

  /**
   * The pool of a member.
   *
   * @throws SQLException if the node has left the cluster (08001)
   */
  NodePool of(NodeId node) throws SQLException {
    NodePool known = pools.get(node);
    if (known != null) {
      return known;
    }
    NodePool made = pools.computeIfAbsent(node, this::made);
    if (made == null) {
      throw new SQLTransientConnectionException(
          "Node " + node + " has left the cluster; the statement can be repeated elsewhere",
          SqlState.NOT_CONNECTED.code());
    }
    return made;
  }

  /** Within the map's lock: a node that leaves is removed before or after, but never missed. */
  private @Nullable NodePool made(NodeId node) {
    HostPort address = members.apply(node);
    return address == null ? null : maker.make(node, address);
  }

  /** How many leases of a node's connections are out. */
  int outstanding(NodeId node) {
    NodePool pool = pools.get(node);
    return pool == null ? 0 : pool.outstanding();
  }

  /** Breaks every connection to a node. Does not block. */
  void abort(NodeId node) {
    NodePool pool = pools.get(node);
    if (pool != null) {
      pool.abort();
    }
  }

  /** Gives no more connections to a node that left; those in use are returned first. */
  void drain(NodeId node) {
    NodePool pool = pools.remove(node);
    if (pool != null) {
      draining.add(pool);
      pool.drain(() -> draining.remove(pool));
    }
  }

  @Override
  public void close() {
    pools.values().forEach(NodePool::close);
    draining.forEach(NodePool::close);
  }
}
