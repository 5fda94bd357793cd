package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;

/**
 * What a probe learned of a node, and when. Times are nanoseconds of the ticker.
 *
 * @param node the node asked
 * @param stamp the server that answered
 * @param connectedAt when the connection that carried the probe was open
 * @param requestedAt when the probe was sent
 * @param tookNanos its round trip
 * @param reading the answer
 */
public record Observation(
    NodeId node,
    Stamp stamp,
    long connectedAt,
    long requestedAt,
    long tookNanos,
    Reading reading) {}
