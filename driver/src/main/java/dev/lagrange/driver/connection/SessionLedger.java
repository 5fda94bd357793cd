package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.Session;
import dev.lagrange.driver.node.Lease;
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
    cluster.ledger().wrote(session.binding(), lease, asynchronous);
  }

  /** What was prepared in another session was committed: its reads, too, have to see it. */
  void wrote(Lease lease, Session readers) {
    readers.wrote(cluster.ledger().mark(lease, lease.stamp().asynchronousCommit()));
  }

  /** Rows were read. */
  void read(Lease lease, Route route, long startedAt) throws SQLException {
    cluster.ledger().read(session.binding(), lease, route, startedAt);
  }
}
