package dev.lagrange.control;

import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Answers that are true of some moment after a time, found one at a time: one round at most is
 * under way, and all who asked before it began share its answer.
 *
 * <p>Thread-safe. One daemon thread, while it is asked; {@link #close} ends it.
 */
final class Rounds<T> implements AutoCloseable {

  /** How long the thread outlives the last question. */
  private static final long IDLE_SECONDS = 60;

  /** Finds an answer. Called by one thread at a time; may block. */
  @FunctionalInterface
  interface Round<T> {
    T run(long begunAt) throws SQLException;
  }

  private record Answer<T>(T value, long begunAt) {}

  private final Round<T> round;
  private final Ticker ticker;
  private final ThreadPoolExecutor thread;
  private final ReentrantLock lock = new ReentrantLock();
  private @Nullable CompletableFuture<T> waiting;
  private @Nullable Answer<T> latest;

  /**
   * Rounds of which none has begun.
   *
   * @param end called once {@link #close} was, and the last round is over
   */
  Rounds(String name, Ticker ticker, Round<T> round, Runnable end) {
    this.round = round;
    this.ticker = ticker;
    this.thread =
        new ThreadPoolExecutor(
            1,
            1,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            task -> daemon(name, task)) {
          @Override
          protected void terminated() {
            end.run();
          }
        };
    thread.allowCoreThreadTimeOut(true);
  }

  /** A thread that keeps nobody from ending. */
  static Thread daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** The first answer whose round began after a time; it fails as that round does. */
  CompletableFuture<T> after(long time) {
    lock.lock();
    try {
      Answer<T> known = latest;
      if (known != null && known.begunAt() - time > 0) {
        return CompletableFuture.completedFuture(known.value());
      }
      if (thread.isShutdown()) {
        return CompletableFuture.failedFuture(closed());
      }
      CompletableFuture<T> answer = waiting;
      if (answer == null) {
        answer = new CompletableFuture<>();
        thread.execute(this::run);
        waiting = answer;
      }
      return answer;
    } finally {
      lock.unlock();
    }
  }

  private void run() {
    CompletableFuture<T> served = take();
    try {
      long begunAt = ticker.read();
      T value = round.run(begunAt);
      keep(new Answer<>(value, begunAt));
      served.complete(value);
    } catch (SQLException | RuntimeException e) {
      served.completeExceptionally(e);
    }
  }

  private CompletableFuture<T> take() {
    lock.lock();
    try {
      CompletableFuture<T> taken = waiting == null ? new CompletableFuture<>() : waiting;
      waiting = null;
      return taken;
    } finally {
      lock.unlock();
    }
  }

  private void keep(Answer<T> answer) {
    lock.lock();
    try {
      latest = answer;
    } finally {
      lock.unlock();
    }
  }

  /** Begins no more rounds, and interrupts the one under way. Does not block. */
  @Override
  public void close() {
    lock.lock();
    try {
      thread.shutdownNow();
    } finally {
      lock.unlock();
    }
    take().completeExceptionally(closed());
  }

  private static SQLException closed() {
    return new SQLException("the cluster is closed", SqlState.CLOSED.code());
  }
}
