package dev.lagrange.driver.node;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendor;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The physical connections to one node: a HikariCP pool. Thread-safe. */
public final class NodePool implements AutoCloseable {

  private final NodeId node;
  private final Vendor vendor;
  private final HikariDataSource pool;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final Set<Lease> leases = ConcurrentHashMap.newKeySet();

  /** A pool that connects when first asked to. */
  public NodePool(
      NodeId node,
      HostPort address,
      Vendor vendor,
      String database,
      Options options,
      Ticker ticker) {
    this.node = node;
    this.vendor = vendor;
    HikariConfig config = new HikariConfig();
    config.setPoolName("lagrange-" + node.value().replace(':', '-'));
    config.setDataSource(
        new StampingDataSource(vendor, address, database, options.passedThrough(), ticker));
    config.setMaximumPoolSize(options.get(OptionTable.MAX_POOL_SIZE));
    config.setMinimumIdle(0);
    config.setConnectionTimeout(options.get(OptionTable.CONNECTION_TIMEOUT).toMillis());
    // The pool must not be tried before somebody needs it: the node may be down.
    config.setInitializationFailTimeout(-1);
    config.setExceptionOverrideClassName(KeepOnPlanChange.class.getName());
    this.pool = new HikariDataSource(config);
  }

  /** The node these connections lead to. */
  public NodeId node() {
    return node;
  }

  /** How many leases are out. */
  public int outstanding() {
    return outstanding.get();
  }

  /**
   * A connection for exclusive use. Blocks up to {@code connectionTimeout}.
   *
   * @throws SQLException if none is to be had in time, with the last real failure as its cause
   */
  public Lease lease() throws SQLException {
    outstanding.incrementAndGet();
    Connection connection = null;
    try {
      connection = pool.getConnection();
      Lease lease = new Lease(this, connection, connection.unwrap(StampedConnection.class));
      leases.add(lease);
      return lease;
    } catch (SQLException | RuntimeException e) {
      outstanding.decrementAndGet();
      if (connection != null) {
        connection.close();
      }
      throw e;
    }
  }

  Vendor vendor() {
    return vendor;
  }

  void returned(Lease lease) {
    if (leases.remove(lease)) {
      outstanding.decrementAndGet();
    }
  }

  void evict(Connection connection) {
    pool.evictConnection(connection);
  }

  /**
   * Breaks every connection, in use or not: the node does not answer, and whoever waits for it must
   * not wait on. Does not block.
   */
  public void abort() {
    for (Lease lease : leases) {
      lease.abort();
    }
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  @Override
  public void close() {
    pool.close();
  }
}
