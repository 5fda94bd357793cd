package dev.lagrange.routing.option;

/** What becomes of a session with a key while the token store cannot be reached. */
public enum TokenStoreDown {
  /** It reads as in session scope cluster: it misses nothing, and asks the primary for that. */
  CLUSTER,
  /** It begins as if it had seen nothing, and may miss what it wrote elsewhere. */
  IGNORE,
  /** It fails with SQLSTATE LG005, at its first statement and when it is saved. */
  ERROR
}
