package dev.lagrange.routing.option;

/** What stands in for the primary's position while no primary can be asked for it. */
public enum StandIn {
  /** The newest position that this process knows. */
  SERVE,
  /** Nothing: the read fails with SQLSTATE LG001. */
  ERROR
}
