package dev.lagrange.routing.sql;

/** Where a built-in function may run. */
enum FunctionTrait {
  /** Anywhere. */
  SAFE,
  /** On the primary: it writes, locks for the transaction, or tells of an earlier write. */
  PRIMARY,
  /** On the primary: it answers for one node or one connection only. */
  NODE,
  /** On the primary, and it changes the session. */
  SESSION
}
