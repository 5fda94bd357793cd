package dev.lagrange.routing.cluster;

import dev.lagrange.routing.position.Position;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is known of one node. Immutable.
 *
 * @param id the node
 * @param role what it said that it is
 * @param live whether its last probe was answered; a node that is not live serves nothing
 * @param run the server that answered; null if none ever did
 * @param position what it shows: replayed on a replica, on a primary a position that covers every
 *     write acknowledged before the probe; null if unknown
 * @param logged how far its durable log reaches: received on a replica, flushed on a primary; null
 *     if unknown
 * @param probedAt when the probe that learned this was sent, in nanoseconds of the ticker
 * @param lag by how much a read there may be behind the primary; null if never measured
 * @param bytesPerSecond how fast it applies the log: 0 if it stands still, infinite while it has
 *     nothing to apply
 * @param latency the round trip of a probe
 */
public record NodeState(
    NodeId id,
    Role role,
    boolean live,
    @Nullable ServerRun run,
    @Nullable Position position,
    @Nullable Position logged,
    long probedAt,
    @Nullable Duration lag,
    double bytesPerSecond,
    Duration latency) {

  /** A node that nobody has heard of yet. */
  public static NodeState unknown(NodeId id) {
    return new NodeState(
        id, Role.UNKNOWN, false, null, null, null, Long.MIN_VALUE, null, 0, Duration.ZERO);
  }

  /** The same node, no longer answering: what it showed stays known, but it serves nothing. */
  public NodeState ejected() {
    return new NodeState(
        id, role, false, run, position, logged, probedAt, lag, bytesPerSecond, latency);
  }

  /** The same node with its lag measured anew; null keeps the last known value. */
  public NodeState withLag(@Nullable Duration measured) {
    return measured == null
        ? this
        : new NodeState(
            id, role, live, run, position, logged, probedAt, measured, bytesPerSecond, latency);
  }

  /** Whether both names lead to one server: two servers do not start in one microsecond. */
  public boolean isSameServer(NodeState other) {
    return run != null
        && other.run != null
        && run.cluster().equals(other.run.cluster())
        && run.startedAt().equals(other.run.startedAt());
  }

  /** Whether reads may go there as to a replica. */
  public boolean isLiveReplica() {
    return live && role == Role.REPLICA;
  }
}
