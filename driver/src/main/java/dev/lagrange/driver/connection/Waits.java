package dev.lagrange.driver.connection;

import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The parts of a statement's execution in which it waits for nodes, and not for the answer of a
 * server: a cancel, or the statement's timeout, ends them. It does so by an interrupt, which is
 * taken back before anybody else sees it. One thread executes; {@link #cancel} is for any other.
 */
final class Waits {

  private static final Object INTERRUPTING = new Object();
  private static final Object INTERRUPTED = new Object();

  /** The thread that waits, or what became of it; null while it does not wait. */
  private final AtomicReference<@Nullable Object> waiter = new AtomicReference<>();

  private final SqlTask cancelRunning;
  private volatile @Nullable SQLException reason;
  private @Nullable SQLException answer;
  private @Nullable CompletableFuture<Void> timer;
  private @Nullable CompletableFuture<Void> rung;

  /**
   * Those of one statement.
   *
   * @param cancelRunning ends what runs on a server when the time is up
   */
  Waits(SqlTask cancelRunning) {
    this.cancelRunning = cancelRunning;
  }

  /**
   * An execution begins, by waiting.
   *
   * @param seconds its timeout; 0 for none
   */
  void begin(int seconds) {
    if (seconds > 0) {
      timer = new CompletableFuture<Void>().orTimeout(seconds, TimeUnit.SECONDS);
      rung = timer.exceptionallyAsync(timeout -> ring(seconds));
    }
    waiter.set(Thread.currentThread());
  }

  private @Nullable Void ring(int seconds) {
    SQLException late =
        new SQLTimeoutException(
            "The statement's timeout of "
                + seconds
                + " s passed while it waited for a node; see SHOW lagrange.nodes",
            SqlState.TIMED_OUT.code());
    reason = late;
    if (!interrupt(late)) {
      try {
        cancelRunning.run();
      } catch (SQLException e) {
        // It has ended by itself, or its connection is lost.
      }
    }
    return null;
  }

  /** Ends a wait; false if there is none. */
  boolean cancel() {
    return interrupt(
        new SQLException(
            "The statement was cancelled while it waited for a node", SqlState.TIMED_OUT.code()));
  }

  private boolean interrupt(SQLException why) {
    if (waiter.get() instanceof Thread thread && waiter.compareAndSet(thread, INTERRUPTING)) {
      reason = why;
      thread.interrupt();
      waiter.set(INTERRUPTED);
      return true;
    }
    return false;
  }

  /**
   * A server is about to be asked, and nothing waits.
   *
   * @throws SQLException 57014 if the wait was ended
   */
  void pause() throws SQLException {
    SQLException why = stopsInterrupted() ? reason : null;
    if (why != null) {
      throw why;
    }
  }

  /** Asks a server, and waits again from then on. */
  <S, R> R during(SqlCall<S, R> call, S on) throws SQLException {
    try {
      return call.on(on);
    } catch (SQLException e) {
      answer = e;
      throw e;
    } finally {
      waiter.set(Thread.currentThread());
      SQLException late = reason;
      if (late != null) {
        interrupt(late);
      }
    }
  }

  /** What an execution fails with: for a wait that was ended, the reason. */
  SQLException explained(SQLException e) {
    SQLException ended = stopsInterrupted() ? reason : null;
    boolean own = e == answer || SqlState.OUTCOME_UNKNOWN.code().equals(e.getSQLState());
    if (ended == null || ended == e || own) {
      return e;
    }
    ended.initCause(e);
    return ended;
  }

  /** The execution is over. */
  void end() {
    CompletableFuture<Void> alarm = timer;
    if (alarm != null && rung != null) {
      alarm.complete(null);
      rung.join();
      timer = null;
    }
    boolean unused = stopsInterrupted();
    reason = null;
    answer = null;
  }

  /** Waits no longer; true if it was interrupted, which nobody else is to see. */
  private boolean stopsInterrupted() {
    Object state = waiter.get();
    if (state == null || (state instanceof Thread && waiter.compareAndSet(state, null))) {
      return false;
    }
    while (waiter.get() == INTERRUPTING) {
      Thread.onSpinWait();
    }
    waiter.set(null);
    return Thread.interrupted();
  }
}
