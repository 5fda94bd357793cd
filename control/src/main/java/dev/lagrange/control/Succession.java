package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who of several nodes is the primary: the live one that takes writes. Of two, the one whose
 * history is proved to succeed the other's; without a proof none, until an authority decides. A
 * node on an older timeline than a primary that was adopted before is a deposed one, even if it is
 * the only one that answers: a child's timeline is always greater than its parent's. Pure.
 */
final class Succession {

  private Succession() {}

  /**
   * The primary; null if there is none, or several.
   *
   * @param reign the newest timeline on which a primary was adopted; 0 if none ever was
   */
  static @Nullable NodeId primary(List<NodeState> nodes, TimelineHistory history, int reign) {
    NodeState best = null;
    for (NodeState node : nodes) {
      if (!node.live() || node.role() != Role.PRIMARY || isDeposed(node, reign)) {
        continue;
      }
      if (best == null || succeeds(node, best, history)) {
        best = node;
      } else if (!succeeds(best, node, history)) {
        return null;
      }
    }
    return best == null ? null : best.id();
  }

  private static boolean isDeposed(NodeState node, int reign) {
    return node.position() instanceof PostgresPosition at && at.timeline() < reign;
  }

  /** Whether a node's timeline is known to have forked from the other's, or a descendant of it. */
  private static boolean succeeds(NodeState node, NodeState other, TimelineHistory history) {
    if (!(node.position() instanceof PostgresPosition young)
        || !(other.position() instanceof PostgresPosition old)) {
      return false;
    }
    return history.isAncestor(old.timeline(), young.timeline());
  }
}
