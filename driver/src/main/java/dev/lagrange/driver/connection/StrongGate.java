package dev.lagrange.driver.connection;

import dev.lagrange.driver.cluster.Cluster;
import dev.lagrange.driver.cluster.PrimaryProof;
import dev.lagrange.driver.cluster.StrongPath;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.driver.session.LastRead;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the primary has to prove before a statement runs there, and what has to be confirmed after a
 * strong one. A transaction is proved where it begins, and confirmed where it commits; a read of
 * one that a replica serves is confirmed by itself. Confined to one logical connection.
 */
final class StrongGate {

  private final Cluster cluster;
  private final SessionPin pin;
  private final SessionState session;
  private final Transactions transactions;
  private StrongPath.@Nullable Index begunAt;
  private @Nullable Lease unconfirmed;
  private boolean wrote;
  private boolean unflushed;

  StrongGate(Cluster cluster, SessionPin pin, SessionState session, Transactions transactions) {
    this.cluster = cluster;
    this.pin = pin;
    this.session = session;
    this.transactions = transactions;
  }

  /**
   * The connection for a statement that the primary serves; retained. Blocks as its proofs do.
   *
   * @throws SQLException LG004 too, with nothing run, if it is known that a strong statement could
   *     not be confirmed
   */
  Lease primaryFor(Level level, Classification what, long arrivedAt) throws SQLException {
    boolean strong = isStrong(level) && isGuarded(what);
    if (strong && cluster.strongPath().isOnReplicas()) {
      cluster.strongPath().checkSize();
    }
    LastRead before = what.isRead() ? readElsewhere(level) : null;
    List<PrimaryProof> proofs = cluster.proofs().needed(strong, before != null);
    if (proofs.isEmpty()) {
      return pin.orPrimary();
    }
    return pin.orPrimary(proofs, before == null || strong ? arrivedAt : before.endedAt());
  }

  /** The same for a read in a transaction that runs on the primary already. */
  void beforeReadIn(LogicalTransaction open, Classification what) throws SQLException {
    Route first = open.route();
    if (first.role() == Role.PRIMARY && what.isRead()) {
      LastRead before = readElsewhere(first.level());
      if (before != null && !before.isFrom(open.lease().stamped())) {
        // If another server rules by now, the transaction will find out by itself.
        boolean unused = cluster.proofs().certificate().holdsFor(open.lease(), before.endedAt());
      }
    }
  }

  /** What the session read last, if the primary did not serve it; else null. */
  private @Nullable LastRead readElsewhere(Level level) throws SQLException {
    if (level.consistency().level() == ConsistencyLevel.WEAK) {
      return null;
    }
    LastRead last = session.trail().last();
    var primary = cluster.monitor().view().primary();
    boolean there = last != null && primary != null && last.isFrom(primary);
    return there ? null : last;
  }

  /**
   * What counts as a write may only read: a function's body is not seen. A transaction is proved
   * where it begins.
   */
  private static boolean isGuarded(Classification what) {
    return what.kind() != StatementKind.SESSION
        && what.transaction() != TransactionControl.COMMIT
        && what.transaction() != TransactionControl.ROLLBACK;
  }

  private static boolean isStrong(Level level) {
    return level.consistency().level() == ConsistencyLevel.STRONG;
  }

  private boolean isConfirmed(Level level) {
    return cluster.strongPath().isOnReplicas() && isStrong(level);
  }

  /** A statement begins: what the one before it left behind was told of, or failed. */
  void begins() {
    unconfirmed = null;
    wrote = false;
    unflushed = false;
  }

  /** A read ran, and may have begun a transaction. */
  void ran(ReadPath.Way way, StrongPath.@Nullable Index index, Level level, Classification what) {
    begunAt = index;
    if (way.role() == Role.PRIMARY) {
      ranOnPrimary(way.lease(), level, what);
    }
  }

  /** A read ran in a transaction on a replica; if it was strong, it must be confirmed. */
  void confirmReadIn(LogicalTransaction open) throws SQLException {
    StrongPath.Index index = begunAt;
    if (index == null || open.route().role() == Role.PRIMARY || !isStrong(open.route().level())) {
      return;
    }
    if (!cluster.strongPath().confirms(index, open.lease(), cluster.ticker().read())) {
      throw notConfirmed(open.lease(), null);
    }
  }

  static SQLException notConfirmed(Lease lease, @Nullable SQLException cause) {
    return new SQLTransientException(
        "What "
            + lease.node()
            + " has shown could not be confirmed: "
            + (cause == null
                ? "too few standbys of its timeline hold it, or a failover is under way"
                : cause.getMessage())
            + "; repeat the read",
        SqlState.NO_QUORUM.code(),
        cause);
  }

  /** A statement ran on the primary. */
  void ranOnPrimary(Lease lease, Level level, Classification what) {
    if (isConfirmed(level) && isGuarded(what) && !transactions.noteWrite(lease)) {
      unconfirmed = lease;
    }
  }

  /** Something was acknowledged by the primary, or nobody knows. */
  void acknowledged(Lease lease, @Nullable Route last, boolean mayBeUnflushed) {
    if (last != null && isConfirmed(last.level())) {
      unconfirmed = lease;
      wrote = true;
      unflushed |= mayBeUnflushed;
    }
  }

  /**
   * Waits until what was acknowledged or shown at strong is there to stay. Blocks as {@link
   * StrongPath#confirmsPrimary}.
   *
   * @throws SQLException if it does not come to be so: 08007 for what may have been written, LG004
   *     for what was read
   */
  void confirm() throws SQLException {
    Lease lease = unconfirmed;
    unconfirmed = null;
    if (lease == null) {
      return;
    }
    SQLException cause = null;
    try {
      if (cluster.strongPath().confirmsPrimary(lease, unflushed)) {
        return;
      }
    } catch (SQLException e) {
      cause = e;
    }
    throw wrote ? Failure.notHeld(lease.node(), cause) : notConfirmed(lease, cause);
  }
}
