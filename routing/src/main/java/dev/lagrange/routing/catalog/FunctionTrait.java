package dev.lagrange.routing.catalog;

/** Where a function may run; the later of two restricts more. */
public enum FunctionTrait {
  /** Anywhere. */
  SAFE,
  /** On the primary: it answers for one node or one connection only. */
  NODE,
  /**
   * On the primary: it writes, locks for the transaction, or tells of an earlier write; or it is a
   * user's, and its body shows that it leaves the session alone.
   */
  PRIMARY,
  /** On the primary, and it changes the session. */
  SESSION,
  /** On the primary: a user's, of which nobody can tell whether it changes the session. */
  UNSEEN;

  /** The one of both that restricts more. */
  public FunctionTrait or(FunctionTrait other) {
    return compareTo(other) >= 0 ? this : other;
  }
}
