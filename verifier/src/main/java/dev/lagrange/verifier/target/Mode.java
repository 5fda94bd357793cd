package dev.lagrange.verifier.target;

import java.sql.Connection;

/** How the statements of an operation hang together. */
public enum Mode {
  /** One statement that commits itself. */
  STATEMENT(false, false, Connection.TRANSACTION_READ_COMMITTED),
  /** A transaction that may write, of which each statement sees what is committed by then. */
  TRANSACTION(true, false, Connection.TRANSACTION_READ_COMMITTED),
  /** A transaction that may write, on one snapshot. */
  SNAPSHOT(true, false, Connection.TRANSACTION_REPEATABLE_READ),
  /** A transaction on one snapshot, declared read-only so that a replica may run it. */
  READ_ONLY_SNAPSHOT(true, true, Connection.TRANSACTION_REPEATABLE_READ);

  private final boolean transaction;
  private final boolean readOnly;
  private final int isolation;

  Mode(boolean transaction, boolean readOnly, int isolation) {
    this.transaction = transaction;
    this.readOnly = readOnly;
    this.isolation = isolation;
  }

  boolean isTransaction() {
    return transaction;
  }

  boolean isReadOnly() {
    return readOnly;
  }

  int isolation() {
    return isolation;
  }
}
