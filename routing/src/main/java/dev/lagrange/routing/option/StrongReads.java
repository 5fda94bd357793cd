package dev.lagrange.routing.option;

/** Who serves strong reads: one way for a whole cluster. */
public enum StrongReads {
  /** The primary. */
  PRIMARY,
  /** Replicas that cover the primary's position, asked for once for all reads that wait. */
  INDEX,
  /** Replicas that cover what a quorum of the nodes knows, whether the primary answers or not. */
  QUORUM
}
