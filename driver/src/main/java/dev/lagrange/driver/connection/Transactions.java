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
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * The transactions of one logical connection, whether begun by JDBC or in SQL: each stays on the
 * node where it began. Confined to one logical connection.
 */
final class Transactions {

  private final LeaseBook leases;
  private final SessionState session;
  private final CarriedState carried;
  private SqlAction<LogicalTransaction> acknowledged = transaction -> {};
  private final BranchMode branch = new BranchMode();
  private boolean autoCommit = true;
  private boolean readOnly;
  private final IsolationLevel isolation;
  private @Nullable LogicalTransaction open;
  private @Nullable LogicalTransaction exposed;
  private boolean lost;
  private final LateWarnings warnings = new LateWarnings();

  Transactions(LeaseBook leases, SessionState session, CarriedState carried) {
    this.leases = leases;
    this.session = session;
    this.carried = carried;
    this.isolation = new IsolationLevel(leases);
  }

  /** Who is told that a transaction which may have written was acknowledged. */
  void onAcknowledged(SqlAction<LogicalTransaction> action) {
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

  /** Whether one was lost with its node, and not rolled back yet. */
  boolean isLost() {
    return lost;
  }

  int isolation() {
    return isolation.current();
  }

  /** What the server said at the ends of transactions. */
  LateWarnings warnings() {
    return warnings;
  }

  /** Whether what a transaction shows is settled by its first statement. */
  boolean keepsSnapshot() {
    return !autoCommit && isolation() > Connection.TRANSACTION_READ_COMMITTED;
  }

  /** The transaction that the next statement would begin, or none. */
  Transaction next() {
    if (isolation() == Connection.TRANSACTION_SERIALIZABLE) {
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
    branch.checkNone("turn autoCommit on");
    if (on && (open != null || lost)) {
      settle();
    }
    autoCommit = on;
    session.transactionEnded();
    LogicalTransaction current = open;
    if (current != null) {
      // Begun in SQL, it goes on in manual-commit mode.
      current.lease().connection().setAutoCommit(false);
    }
    beginIfExposed();
  }

  void setReadOnly(boolean value) throws SQLException {
    if (readOnly != value) {
      checkNone("read-only mode");
      readOnly = value;
    }
  }

  void setIsolation(int level) throws SQLException {
    if (isolation() != level) {
      checkNone("the isolation level");
    }
    isolation.set(level);
  }

  private void checkNone(String what) throws SQLException {
    if (open != null) {
      throw new SQLException(
          "Cannot change " + what + " in the middle of a transaction; commit or roll back first",
          "25001");
    }
  }

  /**
   * Refuses what cannot run now: anything after a transaction was lost with its node, until it was
   * rolled back, and in a branch the end of its transaction.
   */
  void check(Classification what) throws SQLException {
    branch.check(what);
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

  /**
   * A connection's own object was handed out: what is done through it is not seen here, but belongs
   * to the transaction that manual-commit mode promises.
   */
  void expose(Lease lease, Route route) throws SQLException {
    exposed = new LogicalTransaction(lease, route);
    beginIfExposed();
  }

  /** The pin of an exposed connection ends; true if there was one. */
  boolean endExposure() {
    LogicalTransaction pinned = exposed;
    exposed = null;
    if (pinned != null) {
      leases.release(pinned.lease());
    }
    return pinned != null;
  }

  boolean isExposed(Lease lease) {
    return exposed != null && exposed.lease() == lease;
  }

  private void beginIfExposed() throws SQLException {
    LogicalTransaction pinned = exposed;
    if (pinned == null || pinned.lease().isBroken() || branch.isEnding()) {
      return;
    }
    beginIfManual(pinned.lease(), pinned.route());
    noteWrite(pinned.lease(), false);
  }

  /** After a statement that may have begun or ended a transaction in SQL, asks the driver. */
  void follow(Lease lease, Route route, Classification what) throws SQLException {
    if (branch.isOpen()) {
      if (open != null && lease.inTransaction()) {
        open.begun();
      }
      return; // its manager ends it
    }
    boolean inTransaction = lease.inTransaction();
    LogicalTransaction current = open;
    if (current == null && inTransaction) {
      open = new LogicalTransaction(lease, route);
    } else if (current != null && current.lease() == lease && !inTransaction) {
      end(current);
      // A COMMIT of a failed transaction rolls back too.
      leases.rolledBack(lease);
      beginIfExposed();
    } else if (current != null && endsOne(what.transaction())) {
      // AND CHAIN, or one transaction ended and another begun in the same text.
      if (current.isWriter()) {
        acknowledged.on(current);
      }
      carried.chained();
      session.transactionEnded();
    }
  }

  private static boolean endsOne(TransactionControl control) {
    return control != TransactionControl.NONE && control != TransactionControl.OTHER;
  }

  /**
   * Notes a write; false if no transaction is open, so that it is acknowledged already.
   *
   * @param ignored whether the session need not see it
   */
  boolean noteWrite(Lease lease, boolean ignored) {
    LogicalTransaction current = open;
    if (current == null || current.lease() != lease) {
      return false;
    }
    current.mayHaveWritten(ignored);
    return true;
  }

  /** Whether one is open on a connection. */
  boolean isOpenOn(Lease lease) {
    return open != null && open.lease() == lease;
  }

  /**
   * The connection to a node is lost; true if no transaction was open on it.
   *
   * @param committing whether one may have been committed, for all that is known
   */
  boolean lost(Lease lease, boolean committing) {
    LogicalTransaction current = open;
    if (current == null || current.lease() != lease) {
      return true;
    }
    open = null;
    if (committing) {
      carried.inDoubt();
    } else {
      carried.rolledBack(current);
    }
    lost = true;
    session.transactionEnded();
    leases.release(lease);
    return false;
  }

  /** The transaction is over, though nobody knows how it ended: nothing is left to roll back. */
  void forgetLoss() {
    lost = false;
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
    carried.rolledBack(current);
    leases.release(lease);
  }

  void commit() throws SQLException {
    settle();
    beginIfExposed();
  }

  /** The transaction manager's branch, if this session is in one. */
  BranchMode branch() {
    return branch;
  }

  /**
   * From now on, and until {@link #endBranch}, what runs is one transaction of a branch.
   *
   * @return false if another transaction is open
   */
  boolean beginBranch() throws SQLException {
    LogicalTransaction current = open;
    if (current != null && isExposed(current.lease()) && !current.lease().inTransaction()) {
      forget(current.lease()); // begun for what might be done unseen, of which nothing was
    }
    if (open != null || lost) {
      return false;
    }
    branch.begin(autoCommit);
    autoCommit = false;
    beginIfExposed();
    return true;
  }

  /** The branch is over, whichever way; what is left of its transaction is rolled back. */
  void endBranch() throws SQLException {
    if (!branch.isOpen()) {
      return;
    }
    branch.ending();
    try {
      if (open != null || lost) {
        rollback();
      }
    } finally {
      autoCommit = branch.end();
      beginIfExposed();
    }
  }

  /**
   * Commits the transaction of a branch, which nobody has prepared.
   *
   * @throws SQLException 40000 if it had failed, and was rolled back
   */
  void commitBranch() throws SQLException {
    branch.ending();
    rollbackIfFailed();
    commit();
  }

  /**
   * Prepares the transaction of a branch; one that has only read is over.
   *
   * @throws SQLException 40000 if it had failed, and was rolled back
   */
  void prepareBranch(SqlAction<Connection> prepare) throws SQLException {
    branch.ending();
    rollbackIfFailed();
    LogicalTransaction current = open;
    if (current == null || !isToBePrepared(current)) {
      commit();
      return;
    }
    Lease lease = current.lease();
    try {
      prepare.on(lease.connection());
    } catch (SQLException e) {
      if (Failure.isConnectionLost(e, lease)) {
        lease.broken();
        lost(lease, true);
        lost = false;
      } else {
        rollback();
      }
      throw e;
    }
    branch.prepared();
    end(current, false);
  }

  private boolean isToBePrepared(LogicalTransaction current) throws SQLException {
    boolean holds = current.isWriter() || isolation() == Connection.TRANSACTION_SERIALIZABLE;
    return holds && current.lease().inTransaction();
  }

  private void rollbackIfFailed() throws SQLException {
    LogicalTransaction current = open;
    Lease lease = current == null ? null : current.lease();
    boolean failed = branch.isRollbackOnly();
    if (lease != null && !lease.isBroken()) {
      boolean ended = current.isBegun() && !lease.inTransaction();
      failed |= ended || lease.inFailedTransaction();
    }
    if (failed) {
      rollback();
      throw new SQLTransactionRollbackException(
          "A statement of the transaction failed, or ended it: nothing of it took place", "40000");
    }
  }

  private void settle() throws SQLException {
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
        if (!lease.inTransaction()) {
          // Refused, a commit is a rollback; if it was not, its position is still wanted.
          end(current);
          leases.rolledBack(lease);
        }
        throw e;
      }
      lease.broken();
      open = null;
      carried.inDoubt();
      if (current.isWriter()) {
        acknowledged.on(current);
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
      rollback(lease.connection());
      restore(lease);
    } catch (SQLException e) {
      // Lost with its connection, a transaction is rolled back too.
      boolean lostToo = Failure.isConnectionLost(e, lease);
      lease.broken();
      if (!lostToo) {
        throw e;
      }
    } finally {
      carried.rolledBack(current);
      leases.release(lease);
    }
    leases.rolledBack(lease);
    beginIfExposed();
  }

  private static void rollback(Connection connection) throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      return;
    }
    // Begun in SQL, it is none that the driver would roll back.
    try (Statement statement = connection.createStatement()) {
      statement.execute("ROLLBACK");
    }
  }

  private void end(LogicalTransaction current) throws SQLException {
    end(current, current.isWriter());
  }

  private void end(LogicalTransaction current, boolean writes) throws SQLException {
    open = null;
    Lease lease = current.lease();
    session.transactionEnded();
    try {
      if (writes) {
        acknowledged.on(current);
      }
      warnings.take(lease.connection());
      restore(lease);
      carried.ended(current);
    } finally {
      carried.inDoubt(); // unless it came to the question
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
