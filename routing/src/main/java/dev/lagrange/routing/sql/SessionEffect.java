package dev.lagrange.routing.sql;

/** Whether a statement leaves the session changed beyond the transaction; the later the more. */
public enum SessionEffect {
  /** It does not. */
  NONE,
  /** It may, in what its text does not show: a user's function, or it is not understood. */
  UNSEEN,
  /** It does, as its text shows: SET, a temporary table, an advisory lock, LISTEN, PREPARE. */
  SHOWN;

  /** The greater of two. */
  SessionEffect and(SessionEffect other) {
    return compareTo(other) < 0 ? other : this;
  }
}
