package dev.lagrange.routing.position;

/** How a node stands to a position that it is asked to cover. */
public enum Coverage {
  /** The node shows everything up to the position. */
  COVERED,
  /** The node is on its way there. */
  BEHIND,
  /** The node's history left the position's before it: what it names was lost in a failover. */
  LOST,
  /** The relation between the two histories is not known; never taken for {@link #COVERED}. */
  UNKNOWN
}
