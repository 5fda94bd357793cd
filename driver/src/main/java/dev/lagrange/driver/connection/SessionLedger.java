package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.LastRead;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.control.session.WriteMark;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import java.sql.SQLException;

/**
 * Notes what the statements of one logical connection wrote and read, in the session that they
 * belong to. Confined to one logical connection.
 */
final class SessionLedger {

  private final Cluster cluster;
  private final SessionState session;
  private boolean catalogChanged;

  SessionLedger(Cluster cluster, SessionState session) {
    this.cluster = cluster;
    this.session = session;
  }

  /** A statement ran; if it changed the catalog, that shows once it is acknowledged. */
  void ran(Classification what) {
    catalogChanged |= what.changesCatalog();
  }

  /** Whether something ran that changes the catalog and was not acknowledged yet. */
  boolean changesCatalog() {
    return catalogChanged;
  }

  /**
   * A write was acknowledged, or nobody knows: what is sampled from now on covers it.
   *
   * @param asynchronous whether it may not be durable yet
   * @param ignored whether the session need not see it
   */
  void wrote(Lease lease, boolean asynchronous, boolean ignored) throws SQLException {
    if (catalogChanged) {
      catalogChanged = false;
      cluster.catalogChanged();
    }
    if (ignored) {
      return;
    }
    SessionBinding binding = session.binding();
    WriteMark mark = mark(lease, asynchronous);
    binding.session().wrote(mark);
    if (binding.scope() != SessionScope.CLUSTER) {
      // In the background: by the time of the next read its position is known.
      cluster.samples().prefetchPrimaryAfter(mark.at());
    }
  }

  /** What was prepared in another session was committed: its reads, too, have to see it. */
  void wrote(Lease lease, Session readers) {
    readers.wrote(mark(lease, lease.stamp().asynchronousCommit()));
  }

  private WriteMark mark(Lease lease, boolean asynchronous) {
    ServerRun run = lease.stamp().run();
    Position known = cluster.monitor().newestKnown();
    return new WriteMark(cluster.ticker().read(), run, asynchronous, known);
  }

  /** Rows were read. */
  void read(Lease lease, Route route, long startedAt) throws SQLException {
    if (!countsAsSeen(route)) {
      return;
    }
    long endedAt = cluster.ticker().read();
    LastRead read = new LastRead(lease.node(), lease.stamp().run(), startedAt, endedAt);
    SessionBinding binding = session.binding();
    binding.trail().readFrom(read);
    if (route.role() == Role.REPLICA && binding.scope() == SessionScope.CLUSTER) {
      cluster.replicaReads().readFrom(read);
    }
  }

  /** What was served as stale, by declaration, does not become what the session falls back to. */
  private static boolean countsAsSeen(Route route) {
    return route.consistency().level() != ConsistencyLevel.WEAK
        && route.reason() != Reason.STALE_ALLOWED;
  }
}
