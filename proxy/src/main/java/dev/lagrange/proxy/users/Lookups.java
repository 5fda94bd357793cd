package dev.lagrange.proxy.users;

import dev.lagrange.control.Ticker;
import dev.lagrange.proxy.auth.Users;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * The lookups that logins wait for: a few at a time, the others in the order in which they were
 * asked for, one for all who want the same user before it begins. Thread-safe.
 *
 * <p>Nothing is remembered. SCRAM has the client work with the salt that it was told first, so that
 * a verifier which has changed meanwhile could not be put right within the login; and whoever knew
 * a password that was revoked would still be let in.
 */
final class Lookups implements AutoCloseable {

  static final int MOST_AT_ONCE = 4;

  private static final int MOST_WAITING = 1000;

  /** What is asked for users, one at a time. */
  interface Source extends AutoCloseable {

    /**
     * The user alone, or nobody. Blocks.
     *
     * @param limit until when it may wait for whoever answers, by the ticker, in nanoseconds
     * @throws SQLException if it cannot be found out (08006)
     */
    Users find(String user, long limit) throws SQLException;

    /** How long a lookup may take, the time that it waits for its turn included. */
    Duration patience();

    @Override
    void close();
  }

  private record Asked(String user, long at, CompletableFuture<Users> answer) {}

  private final Source source;
  private final Ticker ticker;
  private final Executor threads;
  private final Map<String, Asked> queue = new LinkedHashMap<>(); // by this
  private int running; // by this

  /**
   * None yet.
   *
   * @param threads may be kept waiting
   */
  Lookups(Source source, Ticker ticker, Executor threads) {
    this.source = source;
    this.ticker = ticker;
    this.threads = threads;
  }

  /** What a lookup that begins after this call finds. Does not block. */
  CompletableFuture<Users> of(String user) {
    Asked asked;
    synchronized (this) {
      Asked waits = queue.get(user);
      if (waits != null) {
        return waits.answer;
      }
      if (queue.size() >= MOST_WAITING) {
        return CompletableFuture.failedFuture(tooMany());
      }
      asked = new Asked(user, ticker.read(), new CompletableFuture<>());
      queue.put(user, asked);
      if (running == MOST_AT_ONCE) {
        return asked.answer;
      }
      running++;
    }
    start(asked);
    return asked.answer;
  }

  private void start(Asked first) {
    try {
      threads.execute(this::work);
    } catch (RejectedExecutionException e) {
      synchronized (this) {
        running--;
        queue.remove(first.user, first);
      }
      first.answer.completeExceptionally(e); // the proxy has ended
    }
  }

  private void work() {
    for (Asked next = take(); next != null; next = take()) {
      answer(next);
    }
  }

  private synchronized @Nullable Asked take() {
    Iterator<Asked> waiting = queue.values().iterator();
    if (!waiting.hasNext()) {
      running--;
      return null;
    }
    Asked next = waiting.next();
    waiting.remove();
    return next;
  }

  private void answer(Asked asked) {
    long limit = asked.at + source.patience().toNanos();
    try {
      if (ticker.read() - limit > 0) {
        throw tooMany();
      }
      asked.answer.complete(source.find(asked.user, limit));
    } catch (SQLException | RuntimeException | Error e) {
      asked.answer.completeExceptionally(e);
    }
  }

  private SQLException tooMany() {
    Duration patience = source.patience();
    return new SQLTransientException(
        "too many logins wait for their users to be looked up, %d at a time, within %d ms: try again"
            .formatted(MOST_AT_ONCE, patience.toMillis()),
        "53300");
  }

  @Override
  public void close() {
    source.close();
  }
}
