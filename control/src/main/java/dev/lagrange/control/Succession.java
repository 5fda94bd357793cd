package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who of several nodes is the primary: the live one that takes writes, unless a node that was ever
 * seen proves by its timeline that the history went on without it. Of several without such a proof
 * none, until an authority decides. Pure.
 */
final class Succession {

  private Succession() {}

  static @Nullable NodeId primary(List<NodeState> nodes, TimelineHistory history) {
    NodeId primary = null;
    for (NodeState node : nodes) {
      if (!node.live() || node.role() != Role.PRIMARY || isReplaced(node, nodes, history)) {
        continue;
      }
      if (primary != null) {
        return null;
      }
      primary = node.id();
    }
    return primary;
  }

  /** A successor that died is one still: the node it replaced is never written to again. */
  private static boolean isReplaced(
      NodeState node, List<NodeState> nodes, TimelineHistory history) {
    for (NodeState other : nodes) {
      if (succeeds(other, node, history)) {
        return true;
      }
    }
    return false;
  }

  /** Whether a node's timeline is known to have forked from the other's, or a descendant of it. */
  private static boolean succeeds(
      NodeState successor, NodeState predecessor, TimelineHistory history) {
    return successor.position() instanceof PostgresPosition young
        && predecessor.position() instanceof PostgresPosition old
        && history.isAncestor(old.timeline(), young.timeline());
  }
}
