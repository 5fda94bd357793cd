package dev.lagrange.driver;

import dev.lagrange.testbed.Await;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import javax.sql.DataSource;

/**
 * Threads that repeat one step, each on a logical connection of its own, until closed. An error
 * ends neither: it is kept, the connection rolled back, and the step repeated. Thread-safe.
 */
final class Workload implements AutoCloseable {

  /** What is repeated. */
  interface Step {
    void run(Connection connection) throws SQLException;
  }

  private final List<Thread> threads = new ArrayList<>();
  private final List<AtomicLong> done = new ArrayList<>();
  private final List<SQLException> errors = new CopyOnWriteArrayList<>();
  private final DataSource source;
  private final boolean autoCommit;
  private final Step step;
  private volatile boolean stopped;

  private Workload(DataSource source, boolean autoCommit, Step step) {
    this.source = source;
    this.autoCommit = autoCommit;
    this.step = step;
  }

  /** Starts threads whose connections commit each statement by itself. */
  static Workload start(DataSource source, int threads, Step step) {
    return new Workload(source, true, step).started(threads);
  }

  /** Starts threads whose connections do not; the step commits. */
  static Workload startInTransactions(DataSource source, int threads, Step step) {
    return new Workload(source, false, step).started(threads);
  }

  private Workload started(int count) {
    for (int i = 0; i < count; i++) {
      AtomicLong counter = new AtomicLong();
      done.add(counter);
      Thread thread = new Thread(() -> repeat(counter), "workload-" + i);
      thread.setDaemon(true);
      threads.add(thread);
    }
    threads.forEach(Thread::start);
    return this;
  }

  private void repeat(AtomicLong counter) {
    try (Connection connection = source.getConnection()) {
      connection.setAutoCommit(autoCommit);
      while (!stopped) {
        try {
          step.run(connection);
          counter.incrementAndGet();
        } catch (SQLException e) {
          errors.add(e);
          if (!autoCommit) {
            connection.rollback();
          }
        }
      }
    } catch (SQLException e) {
      errors.add(e);
    }
  }

  /** Waits until every thread has finished several more steps, so that none of them hangs. */
  void awaitProgress() {
    List<Long> before = done.stream().map(AtomicLong::get).toList();
    for (int i = 0; i < before.size(); i++) {
      AtomicLong counter = done.get(i);
      long goal = before.get(i) + 5;
      try {
        Await.until("thread " + i + " to go on", Await.PATIENCE, () -> counter.get() >= goal);
      } catch (IllegalStateException e) {
        throw new IllegalStateException(e.getMessage() + "; errors so far: " + errors, e);
      }
    }
  }

  /** What failed until now. */
  List<SQLException> errors() {
    return List.copyOf(errors);
  }

  /** The SQLSTATEs of what failed until now. */
  List<String> states() {
    return errors.stream().map(SQLException::getSQLState).toList();
  }

  /** Stops all threads and waits for them. */
  @Override
  public void close() {
    stopped = true;
    Await.until(
        "the workload to end", Await.PATIENCE, () -> threads.stream().noneMatch(Thread::isAlive));
  }
}
