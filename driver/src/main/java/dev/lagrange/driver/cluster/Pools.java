package dev.lagrange.driver.cluster;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendor;
import dev.lagrange.control.cluster.NodeConnections;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.driver.node.NodePool;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The pool of each node: made when first asked for, and drained when its node has left, so that
 * what runs there ends in peace. Thread-safe.
 */
public final class Pools implements NodeConnections {

  /** Makes the pool of a node at an address. */
  @FunctionalInterface
  private interface Maker {
    NodePool make(NodeId node, HostPort address);
  }

  private final NodeConnections.Members members;
  private final Maker maker;
  private final Ticker ticker;
  private final Duration failoverTimeout;
  private final Map<NodeId, NodePool> pools = new ConcurrentHashMap<>();
  private final Set<NodePool> draining = ConcurrentHashMap.newKeySet();

  private Pools(NodeConnections.Members members, Maker maker, Ticker ticker, Duration failover) {
    this.members = members;
    this.maker = maker;
    this.ticker = ticker;
    this.failoverTimeout = failover;
  }

  /** None yet, of servers of one kind. */
  static NodeConnections.Maker<Pools> maker(
      Vendor vendor, String database, Options options, Ticker ticker) {
    return members -> {
      Maker maker =
          (node, address) ->
              new NodePool(
                  node, address, vendor, database, options, ticker, () -> members.isLive(node));
      return new Pools(members, maker, ticker, options.get(OptionTable.FAILOVER_TIMEOUT));
    };
  }

  /**
   * A physical connection to a node, with the settings of a session. Blocks up to {@code
   * connectionTimeout}.
   *
   * @throws SQLException if none is to be had, or the node has left the cluster (08001)
   */
  public Lease lease(NodeId node, SessionSettings wanted) throws SQLException {
    return of(node).lease(wanted);
  }

  /**
   * A physical connection to the primary, with the settings of a session, waiting for one if there
   * is none. Blocks up to {@code failoverTimeout}, and {@code connectionTimeout} beyond.
   *
   * @throws SQLException if there is none in time (08001)
   */
  public Lease leasePrimary(SessionSettings wanted) throws SQLException {
    long deadline = ticker.read() + failoverTimeout.toNanos();
    while (true) {
      Duration remaining = Duration.ofNanos(Math.max(0, deadline - ticker.read()));
      NodeState primary = members.awaitPrimary(remaining);
      try {
        return lease(primary.id(), wanted);
      } catch (SQLException e) {
        // One that died meanwhile is none any more: if the time is up, that is what there is to
        // say.
        if (members.isLive(primary.id())) {
          throw e;
        }
      }
    }
  }

  /**
   * The pool of a member.
   *
   * @throws SQLException if the node has left the cluster (08001)
   */
  private NodePool of(NodeId node) throws SQLException {
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
    HostPort address = members.address(node);
    return address == null ? null : maker.make(node, address);
  }

  /** How many leases of a node's connections are out. */
  @Override
  public int outstanding(NodeId node) {
    NodePool pool = pools.get(node);
    return pool == null ? 0 : pool.outstanding();
  }

  /** Breaks every connection to a node. Does not block. */
  @Override
  public void abort(NodeId node) {
    NodePool pool = pools.get(node);
    if (pool != null) {
      pool.abort();
    }
  }

  /** Gives no more connections to a node that left; those in use are returned first. */
  @Override
  public void drain(NodeId node) {
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
