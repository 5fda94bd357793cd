package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.ServerRun;
import org.jspecify.annotations.Nullable;

/**
 * Where a session read last. Another connection to the same run of the same server that was open
 * before that read shows at least as much; any other must first cover what the read may have shown.
 *
 * @param node the node
 * @param run the server that answered; null if it cannot be told apart
 * @param startedAt before the read was sent, in nanoseconds of the ticker
 * @param endedAt after its rows had come
 */
public record LastRead(NodeId node, @Nullable ServerRun run, long startedAt, long endedAt) {

  /** The one that ended later; null if there is none. */
  public static @Nullable LastRead later(@Nullable LastRead one, @Nullable LastRead other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return one.endedAt() - other.endedAt() > 0 ? one : other;
  }

  /** Whether it was answered by the server that a connection leads to. */
  public boolean isFrom(Link connection) {
    return run != null && run.equals(connection.stamp().run());
  }

  /** Whether it was answered by a node in the state that is known of it. */
  public boolean isFrom(NodeState node) {
    return run != null && run.equals(node.run());
  }

  /** Whether a read over a connection cannot show less than this one did. */
  public boolean isContinuedOn(Link connection) {
    return run != null
        && run.equals(connection.stamp().run())
        && connection.openedAt() - startedAt < 0;
  }
}
