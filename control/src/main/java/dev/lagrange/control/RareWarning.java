package dev.lagrange.control;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Of something that may happen very often, when to warn: at once, and then every ten seconds at
 * most. Thread-safe.
 */
public final class RareWarning {

  private static final Duration BETWEEN = Duration.ofSeconds(10);

  private final Ticker ticker;
  private final AtomicInteger untold = new AtomicInteger();
  private final AtomicLong next;

  /** Of nothing so far. */
  public RareWarning(Ticker ticker) {
    this.ticker = ticker;
    this.next = new AtomicLong(ticker.read());
  }

  /**
   * It has happened once more.
   *
   * @return how often since the last warning, if one is due now; else 0
   */
  public int count() {
    int many = untold.incrementAndGet();
    long now = ticker.read();
    long due = next.get();
    if (now - due < 0 || !next.compareAndSet(due, now + BETWEEN.toNanos())) {
      return 0;
    }
    untold.addAndGet(-many);
    return many;
  }
}
