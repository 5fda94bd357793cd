package dev.lagrange.routing.cluster;

/** What a node is, as the node itself says; never configured. */
public enum Role {
  /** The writable node. */
  PRIMARY,
  /** A read-only copy. */
  REPLICA,
  /** Not asked yet. */
  UNKNOWN
}
