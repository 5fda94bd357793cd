package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.PrimaryProof;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The one physical connection of the primary that a session is bound to, once its state may no
 * longer be as new. Confined to one logical connection.
 */
final class SessionPin {

  private final LeaseBook leases;
  private @Nullable Lease lease;
  private boolean lost;

  SessionPin(LeaseBook leases) {
    this.leases = leases;
  }

  boolean isSet() {
    return lease != null;
  }

  /** The pinned connection, or one to the primary; retained. */
  Lease orPrimary() throws SQLException {
    check();
    Lease pinned = lease;
    if (pinned == null) {
      return leases.primary();
    }
    pinned.retain();
    return pinned;
  }

  /** The same, of a primary that gave some proofs after a time. Blocks as the proofs do. */
  Lease orPrimary(List<PrimaryProof> proofs, long after) throws SQLException {
    long since = after;
    while (true) {
      Lease candidate = orPrimary();
      boolean proved = false;
      try {
        proved = hold(proofs, candidate, since);
        if (proved) {
          return candidate;
        }
        if (isSet()) {
          throw Failure.deposed(candidate.node());
        }
        candidate.broken();
      } finally {
        if (!proved) {
          leases.release(candidate);
        }
      }
      // what proves another run will not prove the next connection's either
      since = proofs.get(0).now();
    }
  }

  private static boolean hold(List<PrimaryProof> proofs, Lease lease, long after)
      throws SQLException {
    for (PrimaryProof proof : proofs) {
      if (!proof.holdsFor(lease, after)) {
        return false;
      }
    }
    return true;
  }

  /** Binds the session to a connection: its state may no longer be as new. */
  void set(Lease to) {
    to.sessionChanged();
    if (lease == null) {
      to.retain();
      lease = to;
    }
  }

  /** What the session has set is not known any more: it is over. */
  void stateLost() {
    clear();
    lost = true;
  }

  /** A connection broke; true if the session was bound to it, so that its state is lost. */
  boolean lost(Lease broken) {
    if (!broken.equals(lease)) {
      return false;
    }
    clear();
    lost = true;
    return true;
  }

  /** Whether the state of the session was lost with its connection. */
  boolean isLost() {
    Lease pinned = lease;
    return lost || (pinned != null && pinned.isBroken());
  }

  /** What a session had set must not be missed by what it runs later: roles, tenants, schemas. */
  void check() throws SQLException {
    if (isLost()) {
      throw new SQLNonTransientConnectionException(
          "The state of this session (what it set, locked or created for itself) was lost with the"
              + " connection to its node; open another connection",
          SqlState.NODE_LOST.code());
    }
  }

  /**
   * The session ends: the connection is reset before anybody else gets it. The connection it was
   * bound to; null if none.
   */
  @Nullable Lease end() {
    Lease pinned = lease;
    clear();
    lost = false;
    return pinned;
  }

  private void clear() {
    Lease pinned = lease;
    lease = null;
    if (pinned != null) {
      leases.retire(pinned);
      leases.release(pinned);
    }
  }
}
