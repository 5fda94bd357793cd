package dev.lagrange.driver.connection;

import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.sql.Classification;
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
    if (what.transaction() != TransactionControl.NONE
        && what.transaction() != TransactionControl.OTHER) {
      checkNone("run BEGIN, COMMIT or ROLLBACK");
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
