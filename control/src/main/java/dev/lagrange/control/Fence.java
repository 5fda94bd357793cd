package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Has the primary prove that it still rules: a deposed one that lives on answers reads for ever,
 * but passes no {@link Barrier}. What the log does in Raft when a leader serves reads (Ongaro and
 * Ousterhout 2014, section 8), with the replicas' acknowledgements as the votes. Proofs are
 * coalesced: one at most is under way, and all who asked before it began share it.
 *
 * <p>Thread-safe. One daemon thread, while it is asked; {@link #close} ends it.
 */
public final class Fence implements AutoCloseable {

  /** How long the thread outlives the last question. */
  private static final long IDLE_SECONDS = 60;

  /**
   * A primary ruled at some moment after a time.
   *
   * @param run the server
   * @param begunAt when it was asked, in nanoseconds of the ticker
   */
  public record Proof(ServerRun run, long begunAt) {}

  private record Open(NodeId node, Connection connection, ServerRun run, Barrier barrier) {}

  private final ClusterMonitor monitor;
  private final Vendor vendor;
  private final Ticker ticker;
  private final Duration patience;
  private final ThreadPoolExecutor thread;

  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<Proof> waiting;
  private @Nullable Proof latest;
  private volatile @Nullable Open open;

  /**
   * A fence that has asked nobody yet.
   *
   * @param patience how long a primary may take to prove itself
   */
  public Fence(ClusterMonitor monitor, Vendor vendor, Ticker ticker, Duration patience) {
    this.monitor = monitor;
    this.vendor = vendor;
    this.ticker = ticker;
    this.patience = patience;
    this.thread =
        new ThreadPoolExecutor(
            1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), Fence::daemon);
    thread.allowCoreThreadTimeOut(true);
  }

  private static Thread daemon(Runnable task) {
    Thread thread = new Thread(task, "lagrange-fence");
    thread.setDaemon(true);
    return thread;
  }

  /**
   * The first proof begun after a time. It fails with LG004 if the primary has none to give, and as
   * the connection does if that breaks.
   */
  public CompletableFuture<Proof> after(long time) {
    lock.lock();
    try {
      Proof known = latest;
      if (known != null && known.begunAt() - time > 0) {
        return CompletableFuture.completedFuture(known);
      }
      if (thread.isShutdown()) {
        return CompletableFuture.failedFuture(closed());
      }
      CompletableFuture<Proof> proof = waiting;
      if (proof == null) {
        proof = new CompletableFuture<>();
        thread.execute(this::prove);
        waiting = proof;
      }
      return proof;
    } finally {
      lock.unlock();
    }
  }

  private void prove() {
    CompletableFuture<Proof> served = take();
    try {
      NodeState primary = monitor.view().primary();
      if (primary == null) {
        throw new SQLTransientConnectionException("there is no primary to be asked", "08001");
      }
      Open to = connected(primary.id());
      long begunAt = ticker.read();
      to.barrier.pass();
      Proof proof = new Proof(to.run, begunAt);
      keep(proof);
      served.complete(proof);
    } catch (SQLException | RuntimeException e) {
      disconnect();
      served.completeExceptionally(e);
    }
  }

  private CompletableFuture<Proof> take() {
    lock.lock();
    try {
      CompletableFuture<Proof> taken = waiting == null ? new CompletableFuture<>() : waiting;
      waiting = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void keep(Proof proof) {
    lock.lock();
    try {
      latest = proof;
    } finally {
      lock.unlock();
    }
  }

  private Open connected(NodeId node) throws SQLException {
    Open known = open;
    if (known != null && known.node.equals(node) && !known.connection.isClosed()) {
      return known;
    }
    disconnect();
    Connection connection = monitor.connect(node, patience);
    try {
      ServerRun run = vendor.stamp(connection).run();
      if (run == null) {
        throw new SQLNonTransientException(
            "The primary "
                + node
                + " cannot prove that it still rules: a pooler stands before it, and may lead each"
                + " connection elsewhere; name the servers themselves in the URL",
            SqlState.NO_QUORUM.code());
      }
      Open made = new Open(node, connection, run, vendor.barrier(connection));
      open = made;
      return made;
    } catch (SQLException | RuntimeException e) {
      connection.abort(Runnable::run);
      throw e;
    }
  }

  /** A node is not the primary any more: no use in waiting for what it will never prove. */
  public void abandon(NodeId node) {
    Open asked = open;
    if (asked != null && asked.node.equals(node)) {
      disconnect();
    }
  }

  private void disconnect() {
    Open known = open;
    open = null;
    if (known != null) {
      try {
        known.connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It is given up either way.
      }
    }
  }

  /** Asks nobody any more. Does not block. */
  @Override
  public void close() {
    thread.shutdownNow();
    disconnect();
    take().completeExceptionally(closed());
  }

  private static SQLException closed() {
    return new SQLException("the cluster is closed", SqlState.CLOSED.code());
  }
}
