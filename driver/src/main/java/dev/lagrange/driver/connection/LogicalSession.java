package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.driver.cluster.ClusterRegistry;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What a logical connection is made of: the physical ones it holds, what it has set, its
 * transaction, its router. Mostly it ends with its connection; a branch of a distributed
 * transaction may outlive that. Confined to one logical connection, except {@link #abort}.
 */
final class LogicalSession implements ConnectionHolder {

  private final ClusterRegistry.Use use;
  private final LeaseBook leases;
  private final SessionState state;
  private final Transactions transactions;
  private final StatementRouter router;
  private final AtomicBoolean released = new AtomicBoolean();

  /** A new one, which ends that use of the cluster. */
  LogicalSession(ClusterRegistry.Use use) {
    this.use = use;
    this.leases = new LeaseBook(cluster(), use.pools());
    this.state = new SessionState(cluster());
    CarriedState carried = new CarriedState(cluster(), leases);
    this.transactions = new Transactions(leases, state, carried);
    this.router = new StatementRouter(cluster(), leases, state, transactions, carried);
    this.transactions.onAcknowledged(router::acknowledged);
  }

  Cluster cluster() {
    return use.cluster();
  }

  LeaseBook leases() {
    return leases;
  }

  SessionState state() {
    return state;
  }

  Transactions transactions() {
    return transactions;
  }

  StatementRouter router() {
    return router;
  }

  /** Sends what waits to be sent, rolls back what is open, and gives everything back. */
  void close() throws SQLException {
    try {
      router.unrouted().close();
    } finally {
      rollbackAndRelease();
    }
  }

  private void rollbackAndRelease() throws SQLException {
    try {
      transactions.rollback();
    } finally {
      release();
    }
  }

  /** Breaks the physical connections in use, and ends. Thread-safe; does not block. */
  void abort() {
    breakConnections();
    release();
  }

  /** The same, to be closed yet. */
  void breakConnections() {
    router.queued().abort();
    leases.abort();
  }

  private void release() {
    if (released.compareAndSet(false, true)) {
      use.release();
    }
  }

  @Override
  public void closed() throws SQLException {
    close();
  }

  @Override
  public void aborted() {
    abort();
  }
}
