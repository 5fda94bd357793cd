package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.ServerRun;
import org.jspecify.annotations.Nullable;

/** A read of this process that a node has served. */
public interface NodeRead {

  /** The node. */
  NodeId node();

  /** The server that answered; null if it cannot be told apart. */
  @Nullable ServerRun run();

  /** After its rows had come, in nanoseconds of the ticker. */
  long endedAt();
}
