package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.ServerRun;
import org.jspecify.annotations.Nullable;

/**
 * What a probe learned of a node, and when. Times are nanoseconds of the ticker.
 *
 * @param node the node asked
 * @param stamp the server that answered
 * @param unbrokenSince since when the server is known to have kept what it had in memory: as long
 *     as the connection that carried the probe is open, or as connections before it were to the
 *     same life of its processes
 * @param requestedAt when the probe was sent
 * @param tookNanos its round trip
 * @param reading the answer
 */
public record Observation(
    NodeId node,
    Stamp stamp,
    long unbrokenSince,
    long requestedAt,
    long tookNanos,
    Reading reading) {

  /**
   * Whether a run of a server has lost nothing that it had at a time. A server that is run for the
   * whole time may have: it recovers from the death of one of its processes with what is on its
   * disk, and says that it was started when it was.
   */
  public boolean isUnbroken(@Nullable ServerRun run, long since) {
    return run != null && run.equals(stamp.run()) && unbrokenSince - since < 0;
  }
}
