package dev.lagrange.control;

import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import org.jspecify.annotations.Nullable;

/**
 * How fast one replica applies the log, from its successive positions: infinite while it keeps up
 * with the primary, 0 once it stands still with something to apply. Only a period in which it had
 * log left to apply throughout says how fast it can be: any other measures how fast the primary
 * writes. Not thread-safe.
 */
final class ApplyRate {

  /** A shorter period measures the delay of a single record, not the rate of many. */
  private static final long PERIOD_NANOS = 20_000_000L;

  /** The weight of the newest measurement. */
  private static final double ALPHA = 0.3;

  private @Nullable PostgresPosition start;
  private long startedAt;
  private @Nullable Position goal;
  private double bytesPerSecond = Double.POSITIVE_INFINITY;

  /**
   * Takes a position into account.
   *
   * @param known the newest position of the primary that is known now
   */
  double observe(
      PostgresPosition position, long now, @Nullable Position known, TimelineHistory history) {
    PostgresPosition from = start;
    if (from == null || isCovered(goal, position, history)) {
      bytesPerSecond = Double.POSITIVE_INFINITY;
      begin(position, now, known);
    } else if (now - startedAt > PERIOD_NANOS) {
      measured(position.lsn().bytesAfter(from.lsn()) * 1e9 / (now - startedAt));
      begin(position, now, known);
    }
    return bytesPerSecond;
  }

  private static boolean isCovered(
      @Nullable Position goal, PostgresPosition by, TimelineHistory history) {
    return goal == null || goal.coveredBy(by, history) == Coverage.COVERED;
  }

  private void begin(PostgresPosition position, long now, @Nullable Position known) {
    start = position;
    startedAt = now;
    goal = known;
  }

  private void measured(double rate) {
    boolean isFirst = Double.isInfinite(bytesPerSecond) || bytesPerSecond == 0;
    bytesPerSecond = isFirst || rate == 0 ? rate : ALPHA * rate + (1 - ALPHA) * bytesPerSecond;
  }
}
