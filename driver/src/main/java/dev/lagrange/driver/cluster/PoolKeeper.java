package dev.lagrange.driver.cluster;

import dev.lagrange.driver.node.NodePool;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.route.Route;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Breaks the connections to a replica that stopped answering, so that a frozen one hangs nobody,
 * and those to a primary that was replaced; passes every event on. Thread-safe.
 */
final class PoolKeeper implements RoutingListener {

  private final Map<NodeId, NodePool> pools;
  private final RoutingListener next;
  private volatile @Nullable NodeId primary;

  PoolKeeper(Map<NodeId, NodePool> pools, RoutingListener next) {
    this.pools = pools;
    this.next = next;
  }

  @Override
  public void nodeChanged(NodeState node) {
    if (!node.live() && node.role() == Role.REPLICA) {
      abort(node.id());
    }
    next.nodeChanged(node);
  }

  @Override
  public void primaryChanged(@Nullable NodeId now) {
    NodeId before = primary;
    if (now != null) {
      if (before != null && !before.equals(now)) {
        abort(before);
      }
      primary = now;
    }
    next.primaryChanged(now);
  }

  private void abort(NodeId node) {
    NodePool pool = pools.get(node);
    if (pool != null) {
      pool.abort();
    }
  }

  @Override
  public void routed(Route route) {
    next.routed(route);
  }

  @Override
  public void observed(Route route) {
    next.observed(route);
  }

  @Override
  public void waited(NodeId replica, long nanos) {
    next.waited(replica, nanos);
  }

  @Override
  public void fellBack(Reason reason) {
    next.fellBack(reason);
  }

  @Override
  public void rerun(NodeId failed, RerunCause cause) {
    next.rerun(failed, cause);
  }

  @Override
  public void writeInDoubt() {
    next.writeInDoubt();
  }

  @Override
  public void weakWriteDropped() {
    next.weakWriteDropped();
  }

  @Override
  public void weakWriteFailed(@Nullable NodeId node, String sqlState) {
    next.weakWriteFailed(node, sqlState);
  }

  @Override
  public void policyChanged() {
    next.policyChanged();
  }

  @Override
  public void policyRefused(String problems) {
    next.policyRefused(problems);
  }
}
