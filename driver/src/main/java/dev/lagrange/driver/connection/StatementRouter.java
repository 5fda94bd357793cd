package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.ReadRouter;
import dev.lagrange.control.cluster.ReplicaTransaction;
import dev.lagrange.control.cluster.Unconfirmed;
import dev.lagrange.control.session.Floor;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Admission;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.route.RoutingConditions;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Executes the statements of one logical connection: decides where, runs them there, runs a read
 * again elsewhere if its node fails, and notes what the session wrote and read. Confined to one
 * logical connection.
 */
final class StatementRouter {

  /** What is executed: a statement that can be bound to a physical connection. */
  interface Executable<S> {
    S bind(Lease lease) throws SQLException;

    void unbind();

    /** Whether its rows can be changed through their result set, past the router. */
    boolean isUpdatable();

    /** Whether it can only run on the primary, whatever its text (updatable rows, a batch). */
    boolean needsPrimary();

    /** Whether it can be sent again: no parameter was a stream. */
    boolean isRepeatable();

    /** The text of its first parameter; null if that is none. */
    @Nullable String parameter();

    /** What ends its waits. */
    Waits waits();

    /** Seconds; 0 for no limit. */
    int timeout();
  }

  /** A read is tried so many times in all; each node gets its chance, some a second one. */
  private static final int ATTEMPTS = 8;

  private final Cluster cluster;
  private final LeaseBook leases;
  private final SessionState session;
  private final Transactions transactions;
  private final SessionPin pin;
  private final CarriedState carried;
  private final StrongGate gate;
  private final SessionLedger ledger;
  private final WeakCommits commits;
  private final FireAndForget queued;
  private final Unrouted unrouted;
  private boolean sent;
  private @Nullable Route lastRoute;

  StatementRouter(
      Cluster cluster,
      LeaseBook leases,
      SessionState session,
      Transactions transactions,
      CarriedState carried) {
    this.cluster = cluster;
    this.leases = leases;
    this.session = session;
    this.transactions = transactions;
    this.pin = carried.pin();
    this.carried = carried;
    this.gate = new StrongGate(cluster, pin, session, transactions);
    this.ledger = new SessionLedger(cluster, session);
    this.commits = new WeakCommits(cluster, pin);
    this.queued = new FireAndForget(cluster, leases, session, transactions, pin);
    leases.beforeSetting(queued::flush);
    this.unrouted =
        new Unrouted(
            leases,
            session,
            transactions,
            carried,
            gate,
            commits,
            queued,
            ledger,
            lease -> acknowledged(lease, false));
  }

  /** The writes that nobody waits for. */
  FireAndForget queued() {
    return queued;
  }

  /** Whether what it ran changes the catalog once it is acknowledged. */
  boolean changesCatalog() {
    return ledger.changesCatalog();
  }

  /** What is done on physical connections past the router. */
  Unrouted unrouted() {
    return unrouted;
  }

  /** The last decision; null before the first. */
  @Nullable Route lastRoute() {
    return lastRoute;
  }

  /** What a batch is that has both: as strict as either, and about whatever both are about. */
  Classification together(Classification batch, Classification next) throws SQLException {
    if (batch.includes(next)) {
      return batch;
    }
    boolean active = transactions.isActive();
    boolean stricter = session.level(next, active).isStricterThan(session.level(batch, active));
    return stricter ? next.with(batch) : batch.with(next);
  }

  <S, R> R execute(Executable<S> statement, Classification what, SqlCall<S, R> call)
      throws SQLException {
    gate.dropUnconfirmed();
    Waits waits = statement.waits();
    waits.begin(statement.timeout());
    try {
      R result = decide(statement, what, call);
      gate.confirm();
      return result;
    } catch (SQLException e) {
      throw waits.explained(e);
    } finally {
      waits.end();
    }
  }

  private <S, R> R decide(Executable<S> statement, Classification what, SqlCall<S, R> call)
      throws SQLException {
    pin.check();
    session.checkBinding();
    transactions.check(what);
    boolean inTransaction =
        transactions.isActive() || what.transaction() != TransactionControl.NONE;
    Level level = session.level(what, inTransaction);
    queued.before(level, what);
    LogicalTransaction open = transactions.open();
    if (open != null) {
      Route first = open.route();
      Reason why = first.reason() == Reason.STALE_ALLOWED ? first.reason() : Reason.TRANSACTION;
      if (first.role() == Role.REPLICA) {
        ReplicaTransaction.check(first, what, level, carried.isCarriedWithin(what));
        Route route = route(first.node(), first.role(), first.level(), why);
        R result = runOn(open.lease(), route, statement, what, call);
        gate.confirmReadIn(open);
        return result;
      }
      Level held = level.isStricterThan(first.level()) ? level : first.level();
      gate.beforeStatementIn(open, held, what);
      Route route = route(first.node(), first.role(), held, why);
      R result = runOn(open.lease(), route, statement, what, call);
      gate.ranOnPrimary(open.lease(), held, what);
      return result;
    }
    RoutingMode mode = session.routing();
    RoutingConditions conditions =
        new RoutingConditions(mode, transactions.next(), pin.isSet(), cluster.strongPath().mode());
    Reason admission = Admission.of(what, level.consistency(), conditions);
    boolean writes = statement.needsPrimary() || (inTransaction && leases.areWrittenThroughRows());
    if (admission != Reason.REPLICA_MAY_SERVE || writes) {
      Reason reason = admission == Reason.REPLICA_MAY_SERVE ? Reason.WRITE : admission;
      return onPrimary(reason, level, statement, what, call);
    }
    if (cluster.reruns().isRefused(what)) {
      return onPrimary(Reason.REFUSED_BEFORE, level, statement, what.asWrite(), call);
    }
    if (mode == RoutingMode.OBSERVE) {
      observe(level);
      return onPrimary(Reason.ROUTING_OBSERVE, level, statement, what, call);
    }
    return read(level, statement, what, call);
  }

  private <S, R> R read(
      Level level, Executable<S> statement, Classification what, SqlCall<S, R> call)
      throws SQLException {
    SessionBinding binding = session.binding();
    Level local = session.local();
    ReadPath path = new ReadPath(cluster, leases, level.consistency(), binding);
    for (int attempt = 1; ; attempt++) {
      ReadPath.Way way = path.next();
      Lease lease = way.lease();
      Route route = route(lease.node(), way.role(), level, way.reason());
      gate.reads(path.index());
      try {
        R result = runOn(lease, route, statement, what, call);
        if (path.isConfirmed(way)) {
          if (way.role() == Role.PRIMARY) {
            gate.ranOnPrimary(lease, level, what);
          }
          return result;
        }
        if (attempt == ATTEMPTS || !statement.isRepeatable() || path.isOverdue()) {
          throw Unconfirmed.read(lease.node(), null);
        }
        forgetAttempt(statement, what, lease, RerunCause.NOT_CONFIRMED);
        session.restoreLocal(local);
        path.askAnew();
      } catch (SQLException e) {
        RerunCause cause = statement.isRepeatable() ? causeOf(e, route) : null;
        if (attempt == ATTEMPTS || cause == null) {
          throw e;
        }
        forgetAttempt(statement, what, lease, cause);
        session.restoreLocal(local);
        if (cause.needsPrimary() && route.role() == Role.REPLICA) {
          if (!cause.isLasting() && cluster.monitor().view().primary() == null) {
            throw e; // nobody is there to say otherwise
          }
          Classification again = cause.isLasting() ? what.asWrite() : what;
          return onPrimary(Reason.RERUN, level, statement, again, call);
        }
        path.exclude(lease.node(), Reason.RERUN);
      } finally {
        leases.release(lease);
      }
    }
  }

  private static @Nullable RerunCause causeOf(SQLException e, Route route) {
    if (route.role() == Role.REPLICA) {
      return Failure.causeOnReplica(e);
    }
    return Failure.isConnectionLost(e) ? RerunCause.CONNECTION_LOST : null;
  }

  /** Nothing reached the application: as if it had not been tried. */
  private void forgetAttempt(
      Executable<?> statement, Classification what, Lease lease, RerunCause cause)
      throws SQLException {
    statement.unbind();
    transactions.forget(lease);
    cluster.reruns().add(what, cause);
    cluster.listener().rerun(lease.node(), cause);
  }

  private <S, R> R onPrimary(
      Reason reason, Level level, Executable<S> statement, Classification what, SqlCall<S, R> call)
      throws SQLException {
    // Asked before binding, which may find that a batch was lost.
    boolean repeatable = statement.isRepeatable() && !statement.needsPrimary();
    long arrivedAt = cluster.ticker().read();
    for (int attempt = 1; ; attempt++) {
      Lease lease = gate.primaryFor(level, what, arrivedAt);
      try {
        Route route = route(lease.node(), Role.PRIMARY, level, reason);
        R result = runOn(lease, route, statement, what, call);
        gate.ranOnPrimary(lease, level, what);
        return result;
      } catch (SQLException e) {
        boolean again = attempt == 1 && !pin.isLost() && repeatable;
        boolean setting = carried.isCarried(what) && !transactions.isActive();
        boolean harmless = what.isRead() || !sent;
        boolean lost = Failure.isConnectionLost(e, lease);
        if (!again || !(harmless || setting) || !lost) {
          throw e;
        }
        forgetAttempt(statement, what, lease, RerunCause.CONNECTION_LOST);
      } finally {
        leases.release(lease);
      }
    }
  }

  private <S, R> R runOn(
      Lease lease, Route route, Executable<S> statement, Classification what, SqlCall<S, R> call)
      throws SQLException {
    lastRoute = route;
    cluster.listener().routed(route);
    long startedAt = cluster.ticker().read();
    sent = false;
    S physical;
    try {
      prepareCommit(lease, route.level(), statement, what);
      // before its parameters are sent, of which one may be a large object
      transactions.beginIfManual(lease, route);
      physical = statement.bind(lease);
      prepareCommitWithin(lease, route.level(), statement, what);
    } catch (SQLException e) {
      if (lease.isBroken()) {
        lost(lease, false);
      }
      throw e;
    }
    Waits waits = statement.waits();
    waits.pause();
    sent = true;
    try {
      R result = waits.during(call, physical);
      if (!what.modifies() || !isIgnored(what)) {
        ledger.read(lease, route, startedAt); // an ignored write that returns no rows shows nothing
      }
      ended(lease, route, what, statement);
      return result;
    } catch (SQLException e) {
      throw failed(lease, route, what, e);
    }
  }

  private void prepareCommit(Lease lease, Level level, Executable<?> statement, Classification what)
      throws SQLException {
    if (statement.isUpdatable()) {
      lease.writtenThroughRows();
    }
    if (!transactions.isOpenOn(lease)) {
      commits.outside(lease, level, what, statement.isUpdatable() || transactions.isActive());
    }
  }

  private void prepareCommitWithin(
      Lease lease, Level level, Executable<?> statement, Classification what) throws SQLException {
    LogicalTransaction open = transactions.open();
    if (open != null && open.lease() == lease) {
      commits.within(open, level, statement.isUpdatable() ? what.asWrite() : what);
    }
  }

  /** A statement ran, which is given unless it failed. */
  private void ended(
      Lease lease, Route route, Classification what, @Nullable Executable<?> succeeded)
      throws SQLException {
    boolean takes = what.setting() != null && takes(lease, what, succeeded);
    if (what.changesSession() && !takes) {
      carried.changed(lease, what, route.role());
    }
    if (what.isRead() || takes) {
      return;
    }
    ledger.ran(what);
    transactions.follow(lease, route, what);
    boolean mayWrite = what.kind() != StatementKind.TRANSACTION && route.role() == Role.PRIMARY;
    boolean ignored = isIgnored(what);
    if (mayWrite && !transactions.noteWrite(lease, ignored)) {
      acknowledged(lease, ignored);
      if (what.kind() == StatementKind.SESSION) {
        gate.dropUnconfirmed(); // no standby has to hold a setting
      }
    }
  }

  private boolean takes(Lease lease, Classification what, @Nullable Executable<?> succeeded)
      throws SQLException {
    String parameter = succeeded == null ? null : succeeded.parameter();
    return carried.takes(lease, what, parameter, succeeded == null, transactions.isOpenOn(lease));
  }

  private SQLException failed(Lease lease, Route route, Classification what, SQLException e)
      throws SQLException {
    if (!Failure.isConnectionLost(e, lease)) {
      // Of several statements in one text, some may have taken place.
      ended(lease, route, what, null);
      return e;
    }
    LogicalTransaction open = transactions.open();
    boolean ending = mayHaveEnded(what.transaction());
    boolean autocommitted = lost(lease, ending);
    boolean sets = what.setting() != null && autocommitted;
    if (what.isRead() || sets || route.role() == Role.REPLICA) {
      return e;
    }
    ledger.ran(what);
    if (autocommitted || open == null) {
      acknowledged(lease, isIgnored(what));
    } else {
      open.mayHaveWritten(isIgnored(what));
      acknowledged(open);
    }
    if (ending) {
      transactions.forgetLoss();
    }
    return autocommitted || ending ? Failure.outcomeUnknown(lease.node(), e) : e;
  }

  /** Whether a text may have committed something before its connection was lost. */
  private static boolean mayHaveEnded(TransactionControl control) {
    return switch (control) {
      case COMMIT, BEGIN, BEGIN_READ_ONLY -> true;
      case NONE, ROLLBACK, OTHER -> false;
    };
  }

  /** The connection to a node is lost; true if no transaction was open on it. */
  private boolean lost(Lease lease, boolean ending) {
    lease.broken();
    if (pin.lost(lease)) {
      transactions.endExposure();
    }
    return transactions.lost(lease, ending);
  }

  /** Rows of a statement on some connection were written through, or may have been. */
  void wroteThroughRows(@Nullable Lease lease) throws SQLException {
    LogicalTransaction open = transactions.open();
    boolean onReplica =
        open != null && open.lease() == lease && open.route().role() == Role.REPLICA;
    if (lease != null && !onReplica && !transactions.noteWrite(lease, false)) {
      acknowledged(lease, false, false);
    }
  }

  /** Whether a connection takes no new users, and no transaction holds it. */
  boolean isLeft(@Nullable Lease lease) {
    return lease != null && leases.isRetired(lease) && !transactions.isOpenOn(lease);
  }

  /** Whether the state of the session was lost with its connection. */
  boolean isSessionLost() {
    return pin.isLost();
  }

  /** Where a statement goes: mostly where the one before it went, and why. */
  private Route route(NodeId node, Role role, Level level, Reason reason) {
    Route last = lastRoute;
    boolean same =
        last != null
            && last.reason() == reason
            && last.role() == role
            && last.node().equals(node)
            && last.level().equals(level);
    return same ? last : new Route(node, role, level, reason);
  }

  /** Ends a transaction, and waits until what it wrote at strong is there to stay. */
  void end(SqlTask how) throws SQLException {
    gate.dropUnconfirmed();
    queued.flush();
    try {
      how.run();
    } catch (SQLException e) {
      gate.dropUnconfirmed();
      throw e;
    } finally {
      gate.beginsUnproved();
    }
    gate.confirm();
  }

  /** On a pinned connection the names in a statement may mean what no policy knows. */
  private boolean isIgnored(Classification what) {
    return !pin.isSet() && session.ignores(what);
  }

  /** A transaction that wrote was acknowledged, or nobody knows. */
  void acknowledged(LogicalTransaction transaction) throws SQLException {
    acknowledged(transaction.lease(), transaction.wasAsynchronous(), transaction.isIgnored());
  }

  private void acknowledged(Lease lease, boolean ignored) throws SQLException {
    acknowledged(lease, commits.mayBeAsynchronous(lease), ignored);
  }

  private void acknowledged(Lease lease, boolean weak, boolean ignored) throws SQLException {
    boolean asynchronous = weak || pin.isSet() || lease.stamp().asynchronousCommit();
    ledger.wrote(lease, asynchronous, ignored);
    gate.acknowledged(lease, lastRoute);
  }

  private void observe(Level level) throws SQLException {
    long now = cluster.ticker().read();
    SessionBinding binding = session.binding();
    Floor floor = cluster.floors().of(level.consistency(), binding.scope(), binding.session(), now);
    ReadRouter.Choice choice =
        cluster.router().freshNow(level.consistency(), floor, null, List.of());
    if (choice != null) {
      cluster
          .listener()
          .observed(new Route(choice.node().id(), Role.REPLICA, level, choice.reason()));
    }
  }
}
