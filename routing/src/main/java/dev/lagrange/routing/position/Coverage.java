package dev.lagrange.routing.position;

/** How a node stands to a position that it is asked to cover; from the best answer to the worst. */
public enum Coverage {
  /** The node shows everything up to the position. */
  COVERED,
  /** The node is on its way there. */
  BEHIND,
  /** The relation between the two histories is not known; never taken for {@link #COVERED}. */
  UNKNOWN,
  /** The node's history left the position's before it: what it names was lost in a failover. */
  LOST;

  /** The worse of the two answers. */
  Coverage worse(Coverage other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
