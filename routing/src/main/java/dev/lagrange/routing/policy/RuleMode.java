package dev.lagrange.routing.policy;

/** How much a rule's level weighs. */
public enum RuleMode {
  /** It is the level where nobody declares another one. */
  DEFAULT,
  /** It is a floor: whoever declares a weaker level gets this one. */
  REQUIRE
}
