package dev.lagrange.driver.connection;

import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
import java.sql.SQLException;

/**
 * Whether a logical connection works for a branch of a distributed transaction, whose manager alone
 * may end it. Confined to one logical connection, except where it says so.
 */
final class BranchMode {

  private boolean open;
  private volatile boolean associated;
  private volatile boolean rollbackOnly;
  private boolean prepared;
  private boolean ending;
  private boolean autoCommitBefore;

  boolean isOpen() {
    return open;
  }

  /** From now on there is one; outside of it the connection has that mode. */
  void begin(boolean autoCommit) {
    open = true;
    associated = true;
    rollbackOnly = false;
    prepared = false;
    ending = false;
    autoCommitBefore = autoCommit;
  }

  /** What runs from now on is the branch's again. */
  void associate() {
    associated = true;
  }

  /** Nothing may run until the branch goes on or is over. Thread-safe. */
  void dissociate() {
    associated = false;
  }

  boolean isAssociated() {
    return associated;
  }

  /** It cannot be committed any more. Thread-safe. */
  void setRollbackOnly() {
    rollbackOnly = true;
  }

  boolean isRollbackOnly() {
    return open && rollbackOnly;
  }

  /** Its transaction is about to end, and none begins in it any more. */
  void ending() {
    ending = true;
  }

  boolean isEnding() {
    return open && ending;
  }

  /** What it wrote is prepared. */
  void prepared() {
    prepared = true;
  }

  boolean isPrepared() {
    return prepared;
  }

  /** There is none any more; what autoCommit was before it. */
  boolean end() {
    open = false;
    associated = false;
    return autoCommitBefore;
  }

  /** Refuses what would end the transaction under its manager's eyes, and what comes too late. */
  void check(Classification what) throws SQLException {
    if (!open) {
      return;
    }
    if (!associated) {
      throw new SQLException(
          "The distributed transaction has ended here, and its manager has yet to say how: nothing"
              + " can run on this connection until then",
          SqlState.NOT_IN_STATE.code());
    }
    TransactionControl control = what.transaction();
    boolean prepares = control == TransactionControl.OTHER && what.kind() == StatementKind.WRITE;
    if (prepares || (control != TransactionControl.NONE && control != TransactionControl.OTHER)) {
      checkNone("run BEGIN, COMMIT, ROLLBACK, or PREPARE TRANSACTION");
    }
  }

  /** Refuses what only the manager may do. */
  void checkNone(String what) throws SQLException {
    if (open) {
      throw new SQLException(
          "Cannot "
              + what
              + " in a distributed transaction: its manager ends it, for all that take part",
          SqlState.NOT_IN_STATE.code());
    }
  }
}
