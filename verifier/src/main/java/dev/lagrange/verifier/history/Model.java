package dev.lagrange.verifier.history;

/** What the keys of an operation are, which says how to judge it. */
public enum Model {
  /**
   * A register whose version the database counts: a write's value is the version that it made, a
   * read's the version that it saw. Versions start at 1; 0 is the row before the first write.
   */
  REGISTER,
  /**
   * A register of values that the client makes up, none twice: nothing of the database's own order
   * is trusted. 0 is the row before the first write.
   */
  VALUE,
  /** Lists, appended to and read in transactions over several keys; no element twice in a list. */
  LIST,
  /** A number that is added to and read. It starts at 0. */
  COUNTER,
  /** A cell that is read, and changed by compare-and-set. It starts at 0. */
  CELL,
  /**
   * Registers as in {@link #REGISTER}, of which each transaction writes some, and always the one
   * named {@link Operation#LOG}; a read sees them all in one statement.
   */
  SNAPSHOT
}
