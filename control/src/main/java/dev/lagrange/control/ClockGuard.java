package dev.lagrange.control;

import java.time.Duration;

/**
 * Notices when the wall clock and the ticker disagree on how much time has passed: a machine that
 * was suspended, whose monotonic clock stood still. Not thread-safe.
 */
final class ClockGuard {

  private static final long TOLERANCE_NANOS = Duration.ofSeconds(1).toNanos();

  private final Ticker ticker;
  private long ticks;
  private long wallMillis;

  ClockGuard(Ticker ticker) {
    this.ticker = ticker;
    this.ticks = ticker.read();
    this.wallMillis = System.currentTimeMillis();
  }

  /** Whether the two moved apart by more than a second since the last call. */
  boolean diverged() {
    long ticksNow = ticker.read();
    long wallNow = System.currentTimeMillis();
    long apart = Math.abs((wallNow - wallMillis) * 1_000_000L - (ticksNow - ticks));
    ticks = ticksNow;
    wallMillis = wallNow;
    return apart > TOLERANCE_NANOS;
  }
}
