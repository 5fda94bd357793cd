package dev.lagrange.routing.option;

/** What proves, before a strong read on the primary, that it still rules. */
public enum StrongFencing {
  /** Nothing: the failover manager fences an old primary. */
  NONE,
  /** A write that its synchronous replicas have acknowledged, one for all reads that wait. */
  BARRIER
}
