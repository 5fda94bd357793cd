package dev.lagrange.routing.route;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Rule;
import org.jspecify.annotations.Nullable;

/**
 * Where one execution of a statement went, and why. Immutable; made once per execution.
 *
 * @param node the node that serves it
 * @param role that node's role when the decision was made
 * @param consistency the level it ran at
 * @param reason why there
 * @param rule the policy's rule that set the level; null if somebody declared it, or the URL
 */
public record Route(
    NodeId node, Role role, Consistency consistency, Reason reason, @Nullable Rule rule) {

  /** A decision in which no policy had a say. */
  public Route(NodeId node, Role role, Consistency consistency, Reason reason) {
    this(node, role, consistency, reason, null);
  }

  /** The decision in one sentence. */
  @Override
  public String toString() {
    String kind = role == Role.PRIMARY ? "primary " : "replica ";
    String by = rule == null ? "" : " by the policy's " + rule;
    return kind + node + " at " + consistency + by + ", because " + reason.sentence();
  }
}
