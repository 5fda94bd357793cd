package dev.lagrange.driver.node;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.Vendor;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.spelling.Durations;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;

/** The physical connections to one node: a HikariCP pool. Thread-safe. */
public final class NodePool implements AutoCloseable {

  private static final long ATTEMPT_MILLIS = 250;

  /** A report that runs for longer on a node that left is given up. */
  private static final Duration DRAIN_LIMIT = Duration.ofMinutes(10);

  private final NodeId node;
  private final Vendor vendor;
  private final HikariDataSource pool;
  private final AtomicInteger outstanding = new AtomicInteger();
  private final OpenConnections open = new OpenConnections();
  private final BooleanSupplier live;
  private final long timeoutNanos;
  private final Ticker ticker;
  private final CountDownLatch drained = new CountDownLatch(1);
  private volatile boolean draining;

  /**
   * A pool that connects when first asked to.
   *
   * @param live whether the node is alive as far as the monitor knows; nobody waits for a
   *     connection to a node that is not
   */
  public NodePool(
      NodeId node,
      HostPort address,
      Vendor vendor,
      String database,
      Options options,
      Ticker ticker,
      BooleanSupplier live) {
    this.node = node;
    this.vendor = vendor;
    this.live = live;
    this.ticker = ticker;
    this.timeoutNanos = options.get(OptionTable.CONNECTION_TIMEOUT).toNanos();
    HikariConfig config = new HikariConfig();
    config.setPoolName("lagrange-" + node.value().replace(':', '-'));
    config.setDataSource(
        new StampingDataSource(
            vendor,
            address,
            database,
            options.passedThrough(),
            ticker,
            open,
            StampingDataSource.SILENCE));
    config.setMaximumPoolSize(options.get(OptionTable.MAX_POOL_SIZE));
    config.setMinimumIdle(0);
    // The shortest that the pool knows: between its attempts we look whether the node still lives.
    config.setConnectionTimeout(ATTEMPT_MILLIS);
    // The pool must not be tried before somebody needs it: the node may be down.
    config.setInitializationFailTimeout(-1);
    // by instance: a name is looked up in the class loader of whichever thread comes first
    config.setExceptionOverride(new KeepOnPlanChange());
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
   * A connection for exclusive use, with the settings of a session and no others. Blocks up to
   * {@code connectionTimeout}.
   *
   * @throws SQLException if none is to be had in time, with the last real failure as its cause, or
   *     if the pool is being drained (08001)
   */
  public Lease lease(SessionSettings wanted) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      Lease lease = lease();
      try {
        lease.giveFirst(wanted);
        return lease;
      } catch (SQLException | RuntimeException e) {
        boolean lost = lease.isBroken();
        lease.retain();
        lease.sessionChanged();
        lease.release();
        if (!lost || attempt > pool.getMaximumPoolSize()) {
          throw e;
        }
      }
    }
  }

  private Lease lease() throws SQLException {
    outstanding.incrementAndGet();
    try {
      if (draining) {
        throw new SQLTransientConnectionException(
            "Node " + node + " has left the cluster; the statement can be repeated elsewhere",
            SqlState.NOT_CONNECTED.code());
      }
      Connection connection = borrow();
      return new Lease(this, connection, connection.unwrap(StampedConnection.class));
    } catch (SQLException | RuntimeException e) {
      returned();
      throw e;
    }
  }

  private Connection borrow() throws SQLException {
    long deadline = ticker.read() + timeoutNanos;
    while (true) {
      try {
        return pool.getConnection();
      } catch (SQLTransientConnectionException e) {
        if (isRefusal(e)) {
          throw refused(e);
        }
        if (!live.getAsBoolean() || deadline - ticker.read() <= 0) {
          throw e.getSQLState() != null ? e : exhausted(e);
        }
      }
    }
  }

  private SQLException exhausted(SQLException e) {
    return new SQLTransientConnectionException(
        "No connection to node "
            + node
            + " was free within connectionTimeout="
            + Durations.print(Duration.ofNanos(timeoutNanos))
            + ", and maxPoolSize="
            + pool.getMaximumPoolSize()
            + " are in use; close statements and connections that are done with, or raise"
            + " maxPoolSize",
        SqlState.NOT_CONNECTED.code(),
        e);
  }

  /** A server that refuses the user or the database will do so the next time as well. */
  private static boolean isRefusal(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("28") || state.startsWith("3D"));
  }

  private SQLException refused(SQLException e) {
    SQLException refusal = e.getCause() instanceof SQLException cause ? cause : e;
    String message =
        "Node "
            + node
            + " refuses the connection: "
            + refusal.getMessage()
            + "; correct 'user' and 'password', or the name of the database in the URL";
    return new SQLInvalidAuthorizationSpecException(message, e.getSQLState(), refusal);
  }

  Vendor vendor() {
    return vendor;
  }

  void returned() {
    if (outstanding.decrementAndGet() == 0 && draining) {
      drained.countDown();
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
    // Closing a TLS socket to a frozen server may block, and the caller holds the monitor's lock.
    Thread breaking = new Thread(open::abort, "lagrange-abort-" + node);
    breaking.setDaemon(true);
    breaking.start();
    pool.getHikariPoolMXBean().softEvictConnections();
  }

  /**
   * Gives no more connections, and closes once those in use have been returned, or after ten
   * minutes. Does not block.
   *
   * @param then run when it is closed
   */
  public void drain(Runnable then) {
    draining = true;
    if (outstanding.get() == 0) {
      drained.countDown();
    }
    Thread waiting = new Thread(() -> closeWhenDrained(then), "lagrange-drain-" + node);
    waiting.setDaemon(true);
    waiting.start();
  }

  private void closeWhenDrained(Runnable then) {
    try {
      drained.await(DRAIN_LIMIT.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    pool.close();
    then.run();
  }

  @Override
  public void close() {
    pool.close();
    drained.countDown();
  }
}
