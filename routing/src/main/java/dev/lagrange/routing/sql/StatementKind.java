package dev.lagrange.routing.sql;

/** What a statement is, as far as routing cares. */
public enum StatementKind {
  /** Safe on a replica: it writes nothing, locks nothing and leaves the session as it was. */
  READ,
  /** It writes, locks, or must run on the primary for another reason. */
  WRITE,
  /** It begins, ends or marks a transaction. */
  TRANSACTION,
  /** It sets or shows a session's settings, or one of Lagrange's own. */
  SESSION,
  /** Not understood: taken for a write that may have changed the session. */
  UNKNOWN
}
