package dev.lagrange.routing.option;

/** How one of several suitable nodes is chosen. */
public enum SelectorName {
  /** Of two nodes drawn at random, the one with fewer statements in flight, weighted by latency. */
  LEAST_OUTSTANDING,
  /** Each in turn. */
  ROUND_ROBIN
}
