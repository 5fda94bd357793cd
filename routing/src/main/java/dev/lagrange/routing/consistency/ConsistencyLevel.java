package dev.lagrange.routing.consistency;

/** The four levels, from the weakest to the strongest. */
public enum ConsistencyLevel {
  /** The state of some live replica, possibly older than the last one seen. */
  WEAK,
  /** At least what this session has written and read. */
  EVENTUAL,
  /** All that was committed more than a bound ago, and all that {@link #EVENTUAL} promises. */
  BOUNDED,
  /** Every write acknowledged before the read began. */
  STRONG
}
