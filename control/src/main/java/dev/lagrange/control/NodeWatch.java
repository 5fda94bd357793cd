package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.position.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one node: probes it periodically, and at once when somebody asks. Questions are
 * coalesced: one probe at most is under way, and all who asked before it was sent share its answer.
 *
 * <p>Thread-safe. One daemon thread; {@link #close} ends it.
 */
final class NodeWatch implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(NodeWatch.class);

  /** A node that did not answer is asked again after this, however seldom others are. */
  private static final long RETRY_NANOS = Duration.ofSeconds(1).toNanos();

  /** Told of each probe's outcome, before those who wait for it. */
  interface Observer {
    void observed(Observation observation);

    void failed(NodeId node, SQLException cause);

    /** Whether an observation is one of a replica that shows a position. */
    boolean isShown(Position position, Observation observation);
  }

  private final NodeId node;
  private final ProbeConnection connection;
  private final Observer observer;
  private final long intervalNanos;
  private final Thread thread;

  private final ReentrantLock lock = new ReentrantLock();
  private final Condition wanted = lock.newCondition();
  private final CatchUpQueue catchUps = new CatchUpQueue();
  private List<CompletableFuture<Observation>> waiters = new ArrayList<>();
  private @Nullable Observation latest;
  private @Nullable SQLException failure;
  private boolean first = true;
  private boolean closed;

  NodeWatch(NodeId node, ProbeConnection connection, Observer observer, long intervalNanos) {
    this.node = node;
    this.connection = connection;
    this.observer = observer;
    this.intervalNanos = intervalNanos;
    this.thread = new Thread(this::run, "lagrange-watch-" + node);
    this.thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  /**
   * The first observation whose probe was sent after a time. It fails if that probe does, and at
   * once while the node does not answer.
   */
  CompletableFuture<Observation> after(long time) {
    lock.lock();
    try {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      if (latest != null && latest.requestedAt() - time > 0) {
        return CompletableFuture.completedFuture(latest);
      }
      CompletableFuture<Observation> answer = new CompletableFuture<>();
      waiters.add(answer);
      wanted.signal();
      return answer;
    } finally {
      lock.unlock();
    }
  }

  /** The last observation, if it was the outcome of the last probe; else null. */
  @Nullable Observation latest() {
    lock.lock();
    try {
      return latest;
    } finally {
      lock.unlock();
    }
  }

  /** The first observation that shows a position; see {@link CatchUp#reached}. */
  CompletableFuture<Observation> reached(Position position) {
    lock.lock();
    try {
      if (failure != null) {
        return CompletableFuture.failedFuture(failure);
      }
      if (latest != null && observer.isShown(position, latest)) {
        return CompletableFuture.completedFuture(latest);
      }
      wanted.signal();
      return catchUps.add(position);
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    while (awaitDemandOrTime()) {
      List<CompletableFuture<Observation>> served = takeWaiters();
      try {
        Observation observation = connection.observe();
        observer.observed(observation);
        keep(observation, null);
        served.addAll(takeReached(observation));
        served.forEach(answer -> answer.complete(observation));
      } catch (SQLException e) {
        failed(e, served);
      } catch (RuntimeException e) {
        // An answer that makes no sense is no answer, and must not end the watch.
        failed(new SQLException("node " + node + " could not be probed: " + e, "XX000", e), served);
      }
    }
    connection.close();
    SQLException gone = new SQLException("the cluster's monitor is closed", "08003");
    keep(null, gone);
    takeAll().forEach(answer -> answer.completeExceptionally(gone));
  }

  private void failed(SQLException cause, List<CompletableFuture<Observation>> served) {
    try {
      observer.failed(node, cause);
    } catch (RuntimeException e) {
      log.error("node={} its failure could not be noted", node, e);
    }
    keep(null, cause);
    served.forEach(answer -> answer.completeExceptionally(cause));
    takeAll().forEach(answer -> answer.completeExceptionally(cause));
  }

  /** Whether to probe again: false once closed. */
  private boolean awaitDemandOrTime() {
    lock.lock();
    try {
      long interval = failure == null ? intervalNanos : Math.min(intervalNanos, RETRY_NANOS);
      long idle = first ? 0 : interval - ThreadLocalRandom.current().nextLong(interval / 4 + 1);
      first = false;
      while (!closed && waiters.isEmpty() && idle > 0) {
        long pause = catchUps.isEmpty() ? idle : Math.min(idle, catchUps.pauseNanos());
        long left = wanted.awaitNanos(pause);
        if (left <= 0) {
          break;
        }
        idle -= pause - left;
      }
      return !closed;
    } catch (InterruptedException e) {
      // Nobody has cause to interrupt a watch, and a watch that ends unseen leaves a stale view.
      return !closed;
    } finally {
      lock.unlock();
    }
  }

  private List<CompletableFuture<Observation>> takeReached(Observation observation) {
    lock.lock();
    try {
      return catchUps.take(position -> observer.isShown(position, observation));
    } finally {
      lock.unlock();
    }
  }

  /** All who wait, for a failure. */
  private List<CompletableFuture<Observation>> takeAll() {
    lock.lock();
    try {
      List<CompletableFuture<Observation>> taken = takeWaiters();
      taken.addAll(catchUps.take(position -> true));
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private List<CompletableFuture<Observation>> takeWaiters() {
    lock.lock();
    try {
      List<CompletableFuture<Observation>> taken = waiters;
      waiters = new ArrayList<>();
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void keep(@Nullable Observation observation, @Nullable SQLException cause) {
    lock.lock();
    try {
      latest = observation;
      failure = cause;
    } finally {
      lock.unlock();
    }
  }

  /** Ends the watch. Does not block: a probe under way ends by itself, within its timeouts. */
  @Override
  public void close() {
    lock.lock();
    try {
      closed = true;
      wanted.signal();
    } finally {
      lock.unlock();
    }
  }
}
