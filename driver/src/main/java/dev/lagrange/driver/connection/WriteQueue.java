package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.WeakBacklog;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.control.session.Unsent;
import dev.lagrange.driver.cluster.Pools;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The writes of one logical connection that wait to be sent, in their order. One thread at a time
 * sends: one in the background, that ends when nothing is left, or the application's, which waits
 * for them anyway. Thread-safe.
 */
final class WriteQueue implements Unsent {

  private static final int MOST_TOGETHER = 256;

  private final Pools pools;
  private final WeakBacklog backlog;
  private final WriteSender sender;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Deque<QueuedWrite> waiting = new ArrayDeque<>();
  private final Set<Session> sessions = new HashSet<>();
  private long accepted;
  private long answered;
  private boolean sending;
  private boolean started;
  private boolean triedTwice;

  WriteQueue(Cluster cluster, Pools pools) {
    this.pools = pools;
    this.backlog = cluster.weakBacklog();
    this.sender = new WriteSender(cluster);
  }

  /** Accepts a write, unless there is no room. Never blocks for a server. */
  void add(QueuedWrite write) {
    if (!backlog.admit(write.size())) {
      return;
    }
    boolean start;
    lock.lock();
    try {
      waiting.add(write);
      accepted++;
      Session session = write.session();
      if (session != null && sessions.add(session)) {
        session.queued(this);
      }
      start = !started;
      started = true;
    } finally {
      lock.unlock();
    }
    if (start) {
      backlog.start(this::sendInBackground);
    }
  }

  /** Whether all were answered. */
  boolean isEmpty() {
    lock.lock();
    try {
      return accepted == answered;
    } finally {
      lock.unlock();
    }
  }

  private void sendInBackground() {
    while (hasMore()) {
      Lease lease;
      try {
        lease = pools.leasePrimary(SessionSettings.NONE);
      } catch (SQLException | RuntimeException e) {
        giveUp(e instanceof SQLException sql ? sql.getSQLState() : null);
        continue;
      }
      lease.retain();
      try {
        send(lease, Long.MAX_VALUE);
      } catch (InterruptedException e) {
        // The cluster is being closed.
        Thread.currentThread().interrupt();
        drop("the cluster was closed");
      } finally {
        lease.release();
      }
    }
  }

  private boolean hasMore() {
    lock.lock();
    try {
      started = !waiting.isEmpty();
      return started;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Sends what waits over a connection, once nobody else does.
   *
   * @param nanos how long to wait for somebody else
   * @return false if that was not long enough
   */
  boolean send(Lease lease, long nanos) throws InterruptedException {
    long left = nanos;
    while (!lease.isBroken()) {
      List<QueuedWrite> next = new ArrayList<>();
      lock.lock();
      try {
        while (sending) {
          if (left <= 0) {
            return false;
          }
          left = changed.awaitNanos(left);
        }
        take(next);
        sending = !next.isEmpty();
      } finally {
        lock.unlock();
      }
      if (next.isEmpty()) {
        return true;
      }
      boolean over = true; // unless it is certain that none took place
      try {
        over = sender.send(lease, next);
      } finally {
        ended(next, over);
      }
    }
    return true;
  }

  private void take(List<QueuedWrite> next) {
    QueuedWrite first = waiting.peek();
    while (next.size() < MOST_TOGETHER
        && !waiting.isEmpty()
        && first != null
        && first.goesWith(waiting.element())) {
      next.add(waiting.remove());
    }
  }

  private void ended(List<QueuedWrite> writes, boolean over) {
    if (!over && isPutBack(writes)) {
      return;
    }
    if (!over) {
      writes.forEach(write -> backlog.failed(null, SqlState.NODE_LOST.code()));
    }
    lock.lock();
    try {
      sending = false;
      triedTwice = false;
      left(writes);
    } finally {
      lock.unlock();
    }
  }

  /** None of them took place: they are the next again, once. */
  private boolean isPutBack(List<QueuedWrite> writes) {
    boolean start;
    lock.lock();
    try {
      if (triedTwice) {
        return false;
      }
      triedTwice = true;
      sending = false;
      for (int i = writes.size() - 1; i >= 0; i--) {
        waiting.addFirst(writes.get(i));
      }
      start = !started;
      started = true;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
    if (start) {
      backlog.start(this::sendInBackground);
    }
    return true;
  }

  /** They wait no more, whatever became of them. Under the lock. */
  private void left(List<QueuedWrite> writes) {
    answered += writes.size();
    writes.forEach(write -> backlog.left(write.size()));
    if (answered == accepted) {
      sessions.forEach(session -> session.answered(this));
      sessions.clear();
    }
    changed.signalAll();
  }

  private List<QueuedWrite> takeAll() {
    lock.lock();
    try {
      List<QueuedWrite> all = new ArrayList<>(waiting);
      waiting.clear();
      left(all);
      return all;
    } finally {
      lock.unlock();
    }
  }

  private void giveUp(@Nullable String state) {
    String why = state == null ? SqlState.NOT_CONNECTED.code() : state;
    takeAll().forEach(write -> backlog.failed(null, why));
  }

  /** Whatever was not sent yet never will be. */
  void drop(String why) {
    takeAll().forEach(write -> backlog.dropped(why));
  }

  @Override
  public boolean awaitAnswers(long nanos) throws InterruptedException {
    long left = nanos;
    lock.lock();
    try {
      long until = accepted;
      while (answered < until) {
        if (left <= 0) {
          return false;
        }
        left = changed.awaitNanos(left);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }
}
