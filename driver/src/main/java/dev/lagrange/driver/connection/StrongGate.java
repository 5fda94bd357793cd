package dev.lagrange.driver.connection;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.PrimaryProof;
import dev.lagrange.control.cluster.StrongPath;
import dev.lagrange.control.session.Session;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the primary has to prove before a statement runs there, and what has to be confirmed after a
 * strong one. A transaction on the primary is proved at its first strong statement; with replicas
 * that serve strong reads, each of its strong reads is confirmed at once, and its writes where it
 * commits. Confined to one logical connection.
 */
final class StrongGate {

  private final Cluster cluster;
  private final SessionPin pin;
  private final SessionState session;
  private final Transactions transactions;
  private StrongPath.@Nullable Index begunAt;
  private @Nullable Lease proved;
  private @Nullable Lease certified;
  private boolean strongTransaction;
  private @Nullable Lease unconfirmed;
  private boolean wrote;

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
    beginsUnproved();
    boolean strong = isStrong(level) && what.concernsRows();
    if (strong && cluster.strongPath().isOnReplicas()) {
      cluster.strongPath().checkSize();
    }
    LastRead before = readElsewhere(level, what, false);
    List<PrimaryProof> proofs = cluster.proofs().needed(strong, before != null);
    Lease lease =
        proofs.isEmpty()
            ? pin.orPrimary()
            : pin.orPrimary(proofs, before == null || strong ? arrivedAt : before.endedAt());
    proved = strong ? lease : null;
    certified = looksForOthers(level, what) ? lease : null;
    return lease;
  }

  /** What begins on the primary now, if anything, was not proved, and has done nothing strong. */
  void beginsUnproved() {
    proved = null;
    certified = null;
    strongTransaction = false;
  }

  /**
   * The same for a statement in a transaction that runs on the primary already; it may be the first
   * strong one. Blocks as the proofs do.
   *
   * @throws SQLException 40001 too, if another server rules by now
   */
  void beforeStatementIn(LogicalTransaction open, Level level, Classification what)
      throws SQLException {
    Lease lease = open.lease();
    boolean strong = isStrong(level) && what.concernsRows() && !lease.equals(proved);
    LastRead before = readElsewhere(level, what, lease.equals(certified));
    if (looksForOthers(level, what)) {
      certified = lease;
    }
    if (before != null && before.isFrom(lease)) {
      before = null;
    }
    List<PrimaryProof> proofs = cluster.proofs().needed(strong, before != null);
    long after = before == null || strong ? cluster.ticker().read() : before.endedAt();
    for (PrimaryProof proof : proofs) {
      if (!proof.holdsFor(lease, after) && strong) {
        throw Failure.deposedInTransaction(lease.node());
      }
    }
    if (strong) {
      proved = lease;
    }
  }

  /**
   * What the session read last, if the primary did not serve it; else null. What writes or locks
   * finds its rows by what the primary shows, too: but only a primary that waits for its standbys
   * is late enough for anybody to notice.
   *
   * @param certified whether the transaction was asked for what other connections had read
   */
  private @Nullable LastRead readElsewhere(Level level, Classification what, boolean certified)
      throws SQLException {
    ConsistencyLevel asked = level.consistency().level();
    if (asked == ConsistencyLevel.WEAK || !what.concernsRows()) {
      return null;
    }
    boolean late = cluster.strongPath().isPrimaryLate();
    boolean ofOthers = late && !certified && looksForOthers(level, what);
    LastRead own = what.isRead() || late ? cluster.unlessOfPrimary(session.trail().last()) : null;
    LastRead others = ofOthers ? cluster.unlessOfPrimary(session.sharedTrail().last()) : null;
    return LastRead.later(own, others);
  }

  /** Whether what other connections have read is a statement's affair. */
  private boolean looksForOthers(Level level, Classification what) {
    return level.consistency().level() == ConsistencyLevel.EVENTUAL && looks(what);
  }

  /** Whether a statement shows what the primary shows, now or to those that follow it. */
  private boolean looks(Classification what) {
    return what.isRead() || (what.concernsRows() && transactions.keepsSnapshot());
  }

  private static boolean isStrong(Level level) {
    return level.consistency().level() == ConsistencyLevel.STRONG;
  }

  private boolean isConfirmed(Level level) {
    return cluster.strongPath().isOnReplicas() && isStrong(level);
  }

  /** What was to be confirmed is no more: it was told of, or failed, or need not be. */
  void dropUnconfirmed() {
    unconfirmed = null;
    wrote = false;
  }

  /** A read is about to run, and may begin a transaction. */
  void reads(StrongPath.@Nullable Index index) {
    begunAt = index;
  }

  /** A read ran in a transaction on a replica; if it was strong, it must be confirmed. */
  void confirmReadIn(LogicalTransaction open) throws SQLException {
    if (!isConfirmed(open.route().level())) {
      return;
    }
    long endedAt = cluster.ticker().read();
    cluster.strongPath().confirmOfReplica(begunAt, open.lease(), endedAt);
  }

  /** A statement ran on the primary: what a read has shown is to be confirmed at once. */
  void ranOnPrimary(Lease lease, Level level, Classification what) {
    if (!isConfirmed(level) || !what.concernsRows() || what.kind() == StatementKind.TRANSACTION) {
      return;
    }
    if (!what.isRead() && transactions.isOpenOn(lease)) {
      strongTransaction = true;
    } else {
      unconfirmed = lease;
    }
  }

  /** Something was acknowledged by the primary, or nobody knows. */
  void acknowledged(Lease lease, @Nullable Route last) {
    if (strongTransaction || (last != null && isConfirmed(last.level()))) {
      unconfirmed = lease;
      wrote = true;
    }
  }

  /**
   * What was written at some level or other, in another session, was committed over a connection.
   */
  void committedForOthers(Lease lease) {
    if (cluster.strongPath().isOnReplicas()) {
      unconfirmed = lease;
      wrote = true;
    }
  }

  /**
   * Waits until what was acknowledged or shown at strong is there to stay. Blocks, and throws, as
   * {@link StrongPath#confirmOfPrimary}.
   */
  void confirm() throws SQLException {
    Lease lease = unconfirmed;
    unconfirmed = null;
    if (lease != null) {
      Session written = session.binding().session();
      long endedAt = cluster.ticker().read();
      cluster.strongPath().confirmOfPrimary(lease, written, wrote, endedAt);
    }
  }
}
