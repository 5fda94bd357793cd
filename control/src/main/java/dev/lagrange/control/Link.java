package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;

/**
 * A connection over which statements are served, as far as its promises depend on it: where it
 * leads, and since when. A position probed from the same run of the server after that moment holds
 * for this connection too: a restart would have broken it.
 */
public interface Link {

  /** The node it leads to. */
  NodeId node();

  /** What it learned of its server right after the handshake. */
  Stamp stamp();

  /** When it was open, in nanoseconds of the ticker. */
  long openedAt();
}
