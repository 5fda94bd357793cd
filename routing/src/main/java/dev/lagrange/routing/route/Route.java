package dev.lagrange.routing.route;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;

/**
 * Where one execution of a statement went, and why. Immutable; made once per execution.
 *
 * @param node the node that serves it
 * @param role that node's role when the decision was made
 * @param consistency the level it ran at
 * @param reason why there
 */
public record Route(NodeId node, Role role, Consistency consistency, Reason reason) {

  /** The decision in one sentence. */
  @Override
  public String toString() {
    String kind = role == Role.PRIMARY ? "primary " : "replica ";
    return kind + node + " at " + consistency + ", because " + reason.sentence();
  }
}
