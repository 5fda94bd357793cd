package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.position.Position;
import java.util.concurrent.CompletableFuture;

/**
 * Waits for replicas to show positions. A node's watch asks again and again for all who wait; a
 * server that can be asked to wait itself (PostgreSQL 19's {@code WAIT FOR LSN}) may stand in.
 * Thread-safe.
 */
@FunctionalInterface
public interface CatchUp {

  /**
   * The first observation of a replica that covers a position; fails, with an {@link
   * java.sql.SQLException}, once the node does not answer. Does not block. Whoever gives up cancels
   * it: as long as anybody waits, the node is asked every few milliseconds at least.
   */
  CompletableFuture<Observation> reached(NodeId node, Position position);
}
