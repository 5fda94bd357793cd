package dev.lagrange.routing.sql;

/** What a statement does to the transaction it runs in. */
public enum TransactionControl {
  /** Nothing. */
  NONE,
  /** BEGIN or START TRANSACTION, not declared read-only. */
  BEGIN,
  /** BEGIN or START TRANSACTION, declared READ ONLY. */
  BEGIN_READ_ONLY,
  /** COMMIT or END, also AND CHAIN. */
  COMMIT,
  /** ROLLBACK or ABORT of the whole transaction. */
  ROLLBACK,
  /** SET TRANSACTION, SAVEPOINT, RELEASE, ROLLBACK TO, PREPARE TRANSACTION and the like. */
  OTHER
}
