package dev.lagrange.routing.option;

/** Whether statements are routed. */
public enum RoutingMode {
  /** Each statement goes to the cheapest node that keeps its level's promise. */
  ON,
  /** Everything goes to the primary; where it would have gone is reported. */
  OBSERVE,
  /** Everything goes to the primary. */
  PRIMARY
}
