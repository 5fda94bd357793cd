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
 * seen proves by its timeline that the history went on without it. A node on an older timeline than
 * a primary that was adopted before is a deposed one, even if it is the only one that answers: a
 * child's timeline is always greater than its parent's. Of several without such a proof none,
 * unless an authority names one of them. Pure.
 */
final class Succession {

  private Succession() {}

  /**
   * The primary; null if there is none, or several.
   *
   * @param reign the newest timeline on which a primary was adopted; 0 if none ever was
   * @param claim what an authority says; null if there is none, or it does not say
   */
  static @Nullable NodeId primary(
      List<NodeState> nodes, TimelineHistory history, int reign, @Nullable Claim claim) {
    NodeId primary = null;
    for (NodeState node : nodes) {
      boolean writable = node.live() && node.role() == Role.PRIMARY;
      if (!writable
          || isDeposed(node, reign)
          || isReplaced(node, nodes, history)
          || Claim.denies(claim, node, nodes)) {
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

  private static boolean isDeposed(NodeState node, int reign) {
    return node.position() instanceof PostgresPosition at && at.timeline() < reign;
  }

  /** Whether a node's timeline is known to have forked from the other's, or a descendant of it. */
  private static boolean succeeds(
      NodeState successor, NodeState predecessor, TimelineHistory history) {
    return successor.position() instanceof PostgresPosition young
        && predecessor.position() instanceof PostgresPosition old
        && history.isAncestor(old.timeline(), young.timeline());
  }
}
