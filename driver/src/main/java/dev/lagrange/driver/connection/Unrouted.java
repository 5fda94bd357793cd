package dev.lagrange.driver.connection;

import dev.lagrange.control.session.Session;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import org.jspecify.annotations.Nullable;

/**
 * What is done on physical connections past the router: calls of JDBC that are no statements, and
 * whatever the application does with the driver's own objects. Confined to one logical connection.
 */
final class Unrouted {

  private final LeaseBook leases;
  private final SessionState session;
  private final Transactions transactions;
  private final SessionPin pin;
  private final CarriedState carried;
  private final StrongGate gate;
  private final WeakCommits commits;
  private final FireAndForget queued;
  private final SessionLedger ledger;
  private final SqlAction<Lease> acknowledged;

  /**
   * Those of one logical connection.
   *
   * @param acknowledged told where something may have been written unseen
   */
  Unrouted(
      LeaseBook leases,
      SessionState session,
      Transactions transactions,
      CarriedState carried,
      StrongGate gate,
      WeakCommits commits,
      FireAndForget queued,
      SessionLedger ledger,
      SqlAction<Lease> acknowledged) {
    this.leases = leases;
    this.session = session;
    this.transactions = transactions;
    this.pin = carried.pin();
    this.carried = carried;
    this.gate = gate;
    this.commits = commits;
    this.queued = queued;
    this.ledger = ledger;
    this.acknowledged = acknowledged;
  }

  /** The pinned connection, or one to the primary; retained. */
  Lease pinOrPrimary() throws SQLException {
    return pin.orPrimary();
  }

  /** Binds a statement to the connection of its transaction, or to one to the primary. */
  <S> S bindToPrimary(StatementRouter.Executable<S> statement) throws SQLException {
    LogicalTransaction open = transactions.open();
    if (open != null) {
      return statement.bind(open.lease());
    }
    Lease lease = pinOrPrimary();
    try {
      return statement.bind(lease);
    } finally {
      leases.release(lease);
    }
  }

  /** Sets a savepoint in the transaction, which begins on the primary if it has not begun. */
  Savepoint savepoint(SqlCall<Connection, Savepoint> call) throws SQLException {
    LogicalTransaction open = transactions.open();
    if (open != null) {
      commits.beforeSavepoint(open);
      return call.on(open.lease().connection());
    }
    queued.flush();
    gate.beginsUnproved();
    Lease lease = pinOrPrimary();
    try {
      Route route =
          new Route(
              lease.node(), Role.PRIMARY, session.consistency(), Reason.TRANSACTION_NOT_READ_ONLY);
      commits.end(lease);
      transactions.beginIfManual(lease, route);
      return call.on(lease.connection());
    } finally {
      leases.release(lease);
    }
  }

  /**
   * Commits on the primary what was prepared there, and waits as after any commit.
   *
   * @param readers whose reads have to see it, beside those of the session; null for none
   */
  void commitPrepared(SqlAction<Connection> how, @Nullable Session readers) throws SQLException {
    session.checkBinding();
    Lease lease = pinOrPrimary();
    try {
      on(lease, how);
    } finally {
      committed(lease, readers);
    }
    gate.confirm();
  }

  /** A transaction that wrote was committed, or may have been. */
  void committed(LogicalTransaction transaction, Session readers) throws SQLException {
    if (transaction.isWriter()) {
      ledger.wrote(transaction.lease(), readers);
    }
  }

  /** Or failed: nobody knows what took place. */
  private void committed(Lease lease, @Nullable Session readers) throws SQLException {
    try {
      if (readers != null) {
        ledger.wrote(lease, readers);
      }
      gate.committedForOthers(lease);
      acknowledged.on(lease);
    } finally {
      leases.release(lease);
    }
  }

  /** Does something on the primary that is no part of the session. */
  void onPrimary(SqlAction<Connection> how) throws SQLException {
    Lease lease = pinOrPrimary();
    try {
      on(lease, how);
    } finally {
      leases.release(lease);
    }
  }

  private void on(Lease lease, SqlAction<Connection> how) throws SQLException {
    commits.end(lease);
    try {
      how.on(lease.connection());
    } catch (SQLException e) {
      if (Failure.isConnectionLost(e)) {
        lease.broken();
      }
      throw e;
    }
  }

  /** Calls a connection that is at hand, or one to any node for just this call. */
  <R> R onAnyConnection(SqlCall<Connection, R> call) throws SQLException {
    LogicalTransaction open = transactions.open();
    if (open != null) {
      return call.on(open.lease().connection());
    }
    pin.check();
    NodeId failed = null;
    while (true) {
      Lease lease = pin.isSet() ? pinOrPrimary() : leases.any(failed);
      try {
        return call.on(lease.connection());
      } catch (SQLException e) {
        if (pin.isSet() || failed != null || !Failure.isConnectionLost(e)) {
          throw e;
        }
        lease.broken();
        failed = lease.node();
      } finally {
        leases.release(lease);
      }
    }
  }

  /** The connection that the session is bound to from now on, as its own object is handed out. */
  Lease exposed() throws SQLException {
    queued.flush();
    LogicalTransaction open = transactions.open();
    boolean within = open != null && open.route().role() == Role.PRIMARY;
    Lease lease = within ? open.lease() : pinOrPrimary();
    if (within) {
      lease.retain();
    }
    try {
      if (open != null && open.lease() == lease) {
        commits.endWithin(open);
      } else {
        commits.end(lease);
      }
      pin.set(lease);
      lease.handedOut();
      if (!transactions.isExposed(lease)) {
        Route route = new Route(lease.node(), Role.PRIMARY, session.consistency(), Reason.PINNED);
        transactions.expose(lease, route);
      }
      acknowledged.on(lease);
      return lease;
    } finally {
      leases.release(lease);
    }
  }

  /** A request ends, and what it did with the session; its writes are sent first. */
  void endRequest() throws SQLException {
    queued.flush();
    endSession();
  }

  /** The connection is closed: what waits is sent, within a limit, and the session ends. */
  void close() throws SQLException {
    queued.close();
    endSession();
  }

  /** The session ends, and its pin: the connection is reset before anybody else gets it. */
  private void endSession() throws SQLException {
    boolean exposed = transactions.endExposure();
    carried.end(transactions.open());
    Lease pinned = pin.end();
    if (pinned != null && exposed) {
      // Nobody saw what was done through it.
      acknowledged.on(pinned);
    }
  }
}
