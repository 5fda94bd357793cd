package dev.lagrange.control;

import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.Position;
import org.jspecify.annotations.Nullable;

/**
 * What one probe of a node read.
 *
 * @param role what the node is
 * @param position what it shows: replayed on a replica; on a primary, a position that covers every
 *     write acknowledged before the probe was sent; null if it cannot say
 * @param logged how far its durable log reaches: received on a replica, flushed on a primary; null
 *     if it cannot say
 * @param fork where its timeline left its parent's, if it was seen to be promoted
 */
public record Reading(
    Role role, @Nullable Position position, @Nullable Position logged, @Nullable Fork fork) {

  /** A timeline's birth: {@code child} left {@code parent} at {@code switchPoint}. */
  public record Fork(int child, int parent, Lsn switchPoint) {}
}
