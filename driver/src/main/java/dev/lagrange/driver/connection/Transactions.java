package dev.lagrange.driver.connection;

import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.route.RoutingConditions.Transaction;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.TransactionControl;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one logical connection, whether begun by JDBC or in SQL: each stays on the
 * node where it began. Confined to one logical connection.
 */
final class Transactions {

  private final LeaseBook leases;
  private final SessionState session;
  private SqlAction<Lease> acknowledged = lease -> {};
  private boolean autoCommit = true;
  private boolean readOnly;
  private int isolation = Connection.TRANSACTION_READ_COMMITTED;
  private @Nullable LogicalTransaction open;
  private boolean lost;

  Transactions(LeaseBook leases, SessionState session) {
    this.leases = leases;
    this.session = session;
  }

  /** Who is told that a transaction which may have written was acknowledged. */
  void onAcknowledged(SqlAction<Lease> action) {
    acknowledged = action;
  }

  @Nullable LogicalTransaction open() {
    return open;
  }

  /** Whether a transaction is open, or would be with the next statement. */
  boolean isActive() {
    return open != null || !autoCommit;
  }

  boolean autoCommit() {
    return autoCommit;
  }

  boolean readOnly() {
    return readOnly;
  }

  int isolation() {
    return isolation;
  }

  /** The transaction that the next statement would begin, or none. */
  Transaction next() {
    if (isolation == Connection.TRANSACTION_SERIALIZABLE) {
      return Transaction.SERIALIZABLE;
    }
    if (autoCommit) {
      return Transaction.AUTOCOMMIT;
    }
    return readOnly ? Transaction.READ_ONLY : Transaction.READ_WRITE;
  }

  /** As JDBC asks: turning it on commits. */
  void setAutoCommit(boolean on) throws SQLException {
    if (autoCommit == on) {
      return;
    }
    if (on && (open != null || lost)) {
      commit();
    }
    autoCommit = on;
    session.transactionEnded();
  }

  void setReadOnly(boolean value) throws SQLException {
    if (readOnly != value) {
      checkNone("read-only mode");
      readOnly = value;
    }
  }

  void setIsolation(int level) throws SQLException {
    if (isolation != level) {
      checkNone("the isolation level");
      isolation = level;
    }
  }

  private void checkNone(String what) throws SQLException {
    if (open != null) {
      throw new SQLException(
          "Cannot change " + what + " in the middle of a transaction; commit or roll back first",
          "25001");
    }
  }

  /** After a transaction was lost with its node, nothing runs until it was rolled back. */
  void checkNotLost(Classification what) throws SQLException {
    if (!lost) {
      return;
    }
    if (what.transaction() == TransactionControl.ROLLBACK) {
      lost = false;
      return;
    }
    throw new SQLTransactionRollbackException(
        "The transaction was lost with the connection to its node, and nothing of it took place;"
            + " roll back, then repeat it",
        SqlState.PRIMARY_CHANGED.code());
  }

  /** In manual-commit mode, the first statement begins a transaction where it runs. */
  void beginIfManual(Lease lease, Route route) throws SQLException {
    if (autoCommit || open != null) {
      return;
    }
    Connection connection = lease.connection();
    connection.setReadOnly(readOnly);
    connection.setAutoCommit(false);
    open = new LogicalTransaction(lease, route);
  }

  /** After a statement that may have begun or ended a transaction in SQL, asks the driver. */
  void follow(Lease lease, Route route, Classification what) throws SQLException {
    boolean inTransaction = lease.inTransaction();
    LogicalTransaction current = open;
    if (current == null && inTransaction) {
      open = new LogicalTransaction(lease, route);
    } else if (current != null && autoCommit && !inTransaction) {
      end(current);
    } else if (current != null && what.transaction() == TransactionControl.COMMIT) {
      // COMMIT in SQL, in manual-commit mode or AND CHAIN: what it acknowledged is settled.
      if (current.isWriter()) {
        acknowledged.on(lease);
      }
      session.transactionEnded();
    }
  }

  /** Notes a write; false if no transaction is open, so that it is acknowledged already. */
  boolean noteWrite(Lease lease) {
    LogicalTransaction current = open;
    if (current == null || current.lease() != lease) {
      return false;
    }
    current.mayHaveWritten();
    return true;
  }

  /** The connection to a node is lost; true if no transaction was open on it. */
  boolean lost(Lease lease) {
    LogicalTransaction current = open;
    if (current == null || current.lease() != lease) {
      return true;
    }
    open = null;
    lost = true;
    session.transactionEnded();
    leases.release(lease);
    return false;
  }

  /** Undoes the beginning of a transaction whose first statement runs again elsewhere. */
  void forget(Lease lease) throws SQLException {
    lost = false;
    LogicalTransaction current = open;
    if (current == null || current.lease() != lease) {
      return;
    }
    open = null;
    if (!lease.isBroken()) {
      lease.connection().rollback();
      restore(lease);
    }
    leases.release(lease);
  }

  void commit() throws SQLException {
    if (lost) {
      lost = false;
      throw new SQLTransactionRollbackException(
          "The transaction was lost with the connection to its node, and nothing of it took place;"
              + " repeat it",
          SqlState.PRIMARY_CHANGED.code());
    }
    session.transactionEnded();
    LogicalTransaction current = open;
    if (current == null) {
      return;
    }
    Lease lease = current.lease();
    try {
      lease.connection().commit();
    } catch (SQLException e) {
      if (!Failure.isConnectionLost(e, lease)) {
        throw e;
      }
      lease.broken();
      open = null;
      if (current.isWriter()) {
        acknowledged.on(lease);
      }
      leases.release(lease);
      throw current.isWriter() ? Failure.outcomeUnknown(lease.node(), e) : e;
    }
    end(current);
  }

  void rollback() throws SQLException {
    lost = false;
    session.transactionEnded();
    LogicalTransaction current = open;
    if (current == null) {
      return;
    }
    open = null;
    Lease lease = current.lease();
    try {
      lease.connection().rollback();
      restore(lease);
    } catch (SQLException e) {
      // Lost with its connection, a transaction is rolled back too.
      boolean lostToo = Failure.isConnectionLost(e, lease);
      lease.broken();
      if (!lostToo) {
        throw e;
      }
    } finally {
      leases.release(lease);
    }
  }

  private void end(LogicalTransaction current) throws SQLException {
    open = null;
    Lease lease = current.lease();
    session.transactionEnded();
    if (current.isWriter()) {
      acknowledged.on(lease);
    }
    try {
      restore(lease);
    } finally {
      leases.release(lease);
    }
  }

  private void restore(Lease lease) throws SQLException {
    if (!autoCommit) {
      lease.connection().setAutoCommit(true);
      lease.connection().setReadOnly(false);
    }
  }
}
