package dev.lagrange.control.cluster;

import dev.lagrange.control.Ticker;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.Unsent;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All weak writes of this process that wait to be sent to a cluster: how many there may be, what
 * became of them, and the threads that send them. Thread-safe.
 */
public final class WeakBacklog implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(WeakBacklog.class);
  private static final long MOST_BYTES = 64L << 20;

  private final int most;
  private final long limitNanos;
  private final RoutingListener listener;
  private final ThreadPoolExecutor senders;
  private final AtomicInteger waiting = new AtomicInteger();
  private final AtomicLong bytes = new AtomicLong();
  private final LongAdder sent = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder dropped = new LongAdder();
  private final Seldom warnings;

  WeakBacklog(Options options, Ticker ticker, RoutingListener listener) {
    this.most = options.get(OptionTable.WEAK_WRITE_QUEUE);
    this.listener = listener;
    this.warnings = new Seldom(ticker);
    this.limitNanos =
        options.get(OptionTable.FAILOVER_TIMEOUT).toNanos()
            + options.get(OptionTable.CONNECTION_TIMEOUT).toNanos();
    AtomicInteger number = new AtomicInteger();
    ThreadFactory daemons =
        task -> {
          Thread thread = new Thread(task, "lagrange-weak-writes-" + number.incrementAndGet());
          thread.setDaemon(true);
          return thread;
        };
    this.senders =
        new ThreadPoolExecutor(
            0, Integer.MAX_VALUE, 5, TimeUnit.SECONDS, new SynchronousQueue<>(), daemons);
  }

  /**
   * Makes room for one more; false, and counted, if there is none. Never blocks.
   *
   * @param size about how many bytes it takes while it waits
   */
  public boolean admit(long size) {
    long bytesNow = bytes.addAndGet(size);
    boolean fits = waiting.incrementAndGet() <= most && bytesNow <= MOST_BYTES;
    if (!fits) {
      left(size);
      dropped("the queue is full");
    }
    return fits;
  }

  /** One that was admitted waits no longer. */
  public void left(long size) {
    waiting.decrementAndGet();
    bytes.addAndGet(-size);
  }

  /** Sends in the background. */
  public void start(Runnable sender) {
    senders.execute(sender);
  }

  /** One was acknowledged by the primary. */
  public void acknowledged() {
    sent.increment();
  }

  /** One failed, or nobody knows what became of it (08007). */
  public void failed(@Nullable NodeId node, String sqlState) {
    failed.increment();
    tell(() -> listener.weakWriteFailed(node, sqlState));
    log("failed", "node=" + node + " sqlstate=" + sqlState);
  }

  /** One was never sent. */
  public void dropped(String why) {
    dropped.increment();
    tell(listener::weakWriteDropped);
    log("dropped", why);
  }

  /** Whoever sends must be able to go on, whatever a listener does. */
  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      LOG.warn("a listener failed when it was told of a weak write", e);
    }
  }

  private void log(String what, String why) {
    if (warnings.isDue()) {
      LOG.warn(
          "weak write {}: {} (so far dropped={} failed={} sent={})",
          what,
          why,
          dropped.sum(),
          failed.sum(),
          sent.sum());
    }
  }

  /**
   * Waits until all that a session has queued, over whichever connection, was answered.
   *
   * @throws SQLException if that takes longer than {@code failoverTimeout} and {@code
   *     connectionTimeout} (57014)
   */
  public void awaitAnswers(Session session) throws SQLException {
    for (Unsent writes : session.unsent()) {
      await(writes);
    }
  }

  /** The same for one queue. */
  public void await(Unsent writes) throws SQLException {
    try {
      if (!writes.awaitAnswers(limitNanos)) {
        throw late();
      }
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** How long anybody waits for answers, in nanoseconds. */
  public long limitNanos() {
    return limitNanos;
  }

  /** What is said to whoever waited for too long. */
  public SQLException late() {
    return new SQLTimeoutException(
        "The weak writes that this session has queued were not answered within "
            + TimeUnit.NANOSECONDS.toMillis(limitNanos)
            + "ms (failoverTimeout and connectionTimeout); see SHOW lagrange.weakwrites, and what they"
            + " wait for on the primary, or read at weak meanwhile",
        SqlState.TIMED_OUT.code());
  }

  /** What is said to whoever was interrupted, and stays so. */
  public static SQLException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new SQLException(
        "interrupted while queued weak writes were sent", SqlState.TIMED_OUT.code(), e);
  }

  /** How many wait. */
  public long waiting() {
    return waiting.get();
  }

  /** How many were acknowledged. */
  public long sent() {
    return sent.sum();
  }

  /** How many failed. */
  public long failed() {
    return failed.sum();
  }

  /** How many were never sent. */
  public long dropped() {
    return dropped.sum();
  }

  @Override
  public void close() {
    senders.shutdownNow();
  }
}
