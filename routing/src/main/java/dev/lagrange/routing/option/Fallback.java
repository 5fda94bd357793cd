package dev.lagrange.routing.option;

/** What becomes of a read that no replica is fresh enough for. */
public enum Fallback {
  /** The primary serves it. */
  PRIMARY,
  /** It fails with SQLSTATE LG001. */
  ERROR,
  /** The freshest replica serves it, and the broken promise is reported. */
  STALE
}
