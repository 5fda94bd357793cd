package dev.lagrange.routing.route;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Level;

/**
 * Where one execution of a statement went, and why. Immutable; made once per execution.
 *
 * @param node the node that serves it
 * @param role that node's role when the decision was made
 * @param level the level it ran at, and the policy's rule that set it, if one did
 * @param reason why there
 */
public record Route(NodeId node, Role role, Level level, Reason reason) {

  /** A decision in which no policy had a say. */
  public Route(NodeId node, Role role, Consistency consistency, Reason reason) {
    this(node, role, Level.declared(consistency), reason);
  }

  /** The level it ran at. */
  public Consistency consistency() {
    return level.consistency();
  }

  /** The decision in one sentence. */
  @Override
  public String toString() {
    String kind = role == Role.PRIMARY ? "primary " : "replica ";
    return kind + node + " at " + level + ", because " + reason.sentence();
  }
}
