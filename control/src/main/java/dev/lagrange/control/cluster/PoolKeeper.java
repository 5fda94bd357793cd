package dev.lagrange.control.cluster;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.event.StoreEvent;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * Breaks the connections to a replica that stopped answering, so that a frozen one hangs nobody,
 * and those to a primary that was replaced; has those to a node that left drained. Passes every
 * event on. Thread-safe.
 */
final class PoolKeeper implements RoutingListener {

  private final NodeConnections pools;
  private final RoutingListener next;
  private volatile @Nullable NodeId primary;

  PoolKeeper(NodeConnections pools, RoutingListener next) {
    this.pools = pools;
    this.next = next;
  }

  @Override
  public void nodeChanged(NodeState node) {
    if (!node.live() && node.role() == Role.REPLICA) {
      pools.abort(node.id());
    }
    next.nodeChanged(node);
  }

  @Override
  public void primaryChanged(@Nullable NodeId now) {
    NodeId before = primary;
    if (now != null) {
      if (before != null && !before.equals(now)) {
        pools.abort(before);
      }
      primary = now;
    }
    next.primaryChanged(now);
  }

  @Override
  public void nodeLeft(NodeId node) {
    pools.drain(node);
    next.nodeLeft(node);
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
  public void tokenStore(StoreEvent event) {
    next.tokenStore(event);
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
