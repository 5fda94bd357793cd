package dev.lagrange.control.cluster;

import dev.lagrange.control.Ticker;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Lets what happens often be said at most every ten seconds, the first time at once. Thread-safe.
 */
final class Seldom {

  private static final long PAUSE_NANOS = Duration.ofSeconds(10).toNanos();

  private final Ticker ticker;
  private final AtomicLong dueAt;

  Seldom(Ticker ticker) {
    this.ticker = ticker;
    this.dueAt = new AtomicLong(ticker.read());
  }

  /** Whether to say it now: true to one caller each time. */
  boolean isDue() {
    long now = ticker.read();
    long due = dueAt.get();
    return now - due >= 0 && dueAt.compareAndSet(due, now + PAUSE_NANOS);
  }
}
