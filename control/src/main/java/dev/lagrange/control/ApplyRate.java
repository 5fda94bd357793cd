package dev.lagrange.control;

import dev.lagrange.routing.position.PostgresPosition;
import org.jspecify.annotations.Nullable;

/**
 * How fast one replica applies the log, from its successive positions: infinite while it has
 * nothing to apply, 0 once it stands still with something to apply. Not thread-safe.
 */
final class ApplyRate {

  /** A replica that made no progress for so long, with log to apply, stands still. */
  private static final long STANDSTILL_NANOS = 5_000_000L;

  /** The weight of the newest measurement. */
  private static final double ALPHA = 0.3;

  private @Nullable PostgresPosition reached;
  private long reachedAt;
  private double bytesPerSecond = Double.POSITIVE_INFINITY;

  /**
   * Takes a position into account.
   *
   * @param caughtUp whether it covers all that is known of the primary
   */
  double observe(PostgresPosition position, long now, boolean caughtUp) {
    PostgresPosition before = reached;
    if (before == null || !position.equals(before)) {
      measure(before, position, now - reachedAt);
      reached = position;
      reachedAt = now;
    } else if (!caughtUp && now - reachedAt > STANDSTILL_NANOS) {
      bytesPerSecond = 0;
    }
    if (caughtUp) {
      bytesPerSecond = Double.POSITIVE_INFINITY;
      reachedAt = now;
    }
    return bytesPerSecond;
  }

  private void measure(@Nullable PostgresPosition before, PostgresPosition now, long nanos) {
    if (before == null || nanos <= 0) {
      return;
    }
    double measured = now.lsn().bytesAfter(before.lsn()) * 1e9 / nanos;
    bytesPerSecond =
        Double.isInfinite(bytesPerSecond) || bytesPerSecond == 0
            ? measured
            : ALPHA * measured + (1 - ALPHA) * bytesPerSecond;
  }
}
