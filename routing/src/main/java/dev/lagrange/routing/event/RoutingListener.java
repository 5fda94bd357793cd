package dev.lagrange.routing.event;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.route.Route;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a cluster and to its statements. Called from any thread, often from the one that
 * executes a statement: an implementation must be thread-safe, quick, and must neither block nor
 * throw.
 */
public interface RoutingListener {

  /** Ignores everything. */
  RoutingListener NONE = new RoutingListener() {};

  /** A statement went somewhere. */
  default void routed(Route route) {}

  /** With {@code routing=observe}: where a statement would have gone; it went to the primary. */
  default void observed(Route route) {}

  /** A read waited for a replica, in nanoseconds, whether in vain or not. */
  default void waited(NodeId replica, long nanos) {}

  /** A read that might have gone to a replica went to the primary. */
  default void fellBack(Reason reason) {}

  /** What a node could not finish runs again, elsewhere or over another connection. */
  default void rerun(NodeId failed, RerunCause cause) {}

  /** A node came, went, or changed its role. */
  default void nodeChanged(NodeState node) {}

  /** A node is no member of the cluster any more, and not watched: nothing is sent there. */
  default void nodeLeft(NodeId node) {}

  /** Another node takes writes; null if none does. */
  default void primaryChanged(@Nullable NodeId primary) {}

  /** Another version of the policy is in force. */
  default void policyChanged() {}

  /** Another version of the policy is bad, or it cannot be read: the one before stays in force. */
  default void policyRefused(String problems) {}

  /** The token store was out of reach for a session with a key, or has caught up on one. */
  default void tokenStore(StoreEvent event) {}

  /** A weak write did not fit into the queue, or its connection was closed before it was sent. */
  default void weakWriteDropped() {}

  /**
   * A weak write failed after it had been accepted, and is not tried again.
   *
   * @param node the primary that it was sent to; null if there was none
   * @param sqlState why, such as 23505, 08001, or 08007 if it may have taken place
   */
  default void weakWriteFailed(@Nullable NodeId node, String sqlState) {}

  /** A session was told that its last write may be lost (LG002). */
  default void writeInDoubt() {}
}
