package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.PostgresPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who an authority says is the primary. It may have been said long ago, or by somebody cut off: it
 * speaks for no timeline newer than its own and its leader's. Pure.
 *
 * @param leader the primary, as it says
 * @param timeline the newest it knows of; 0 if none
 */
record Claim(NodeId leader, int timeline) {

  /** Whether a node that takes writes is said not to be the one that should. */
  static boolean denies(@Nullable Claim claim, NodeState node, List<NodeState> nodes) {
    return claim != null
        && node.position() instanceof PostgresPosition at
        && !claim.isOf(node, nodes)
        && at.timeline() <= claim.reach(nodes);
  }

  private boolean isOf(NodeState node, List<NodeState> nodes) {
    NodeState named = named(nodes);
    return node.id().equals(leader) || (named != null && named.isSameServer(node));
  }

  /** A leader that was promoted just now is on a timeline its manager may not have heard of yet. */
  private int reach(List<NodeState> nodes) {
    NodeState named = named(nodes);
    return named != null
            && named.role() == Role.PRIMARY
            && named.position() instanceof PostgresPosition at
        ? Math.max(timeline, at.timeline())
        : timeline;
  }

  private @Nullable NodeState named(List<NodeState> nodes) {
    return nodes.stream().filter(node -> node.id().equals(leader)).findFirst().orElse(null);
  }
}
