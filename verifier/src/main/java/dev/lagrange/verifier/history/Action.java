package dev.lagrange.verifier.history;

/** What an access does to its key. */
public enum Action {
  /** Returns the value, or the elements of a list. */
  READ,
  /** Sets a value; of a counted register, makes the next version. */
  WRITE,
  /** Adds an element to the end of a list. */
  APPEND,
  /** Adds to a counter. */
  ADD,
  /** Sets a cell if it has the expected value, and says whether it had. */
  COMPARE_AND_SET
}
