package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class ApplyRateTest {

  private static final long MS = Duration.ofMillis(1).toNanos();

  private final ApplyRate rate = new ApplyRate();

  @Test
  void infiniteWhileThereIsNothingToApply() {
    assertThat(rate.observe(at(100), 0, true)).isInfinite();
    assertThat(rate.observe(at(100), 1000 * MS, true)).isInfinite();
  }

  @Test
  void measuredFromSuccessivePositions() {
    rate.observe(at(0), 0, false);
    assertThat(rate.observe(at(1000), 10 * MS, false)).isEqualTo(100_000, within(1.0));
  }

  @Test
  void smoothed() {
    rate.observe(at(0), 0, false);
    rate.observe(at(1000), 10 * MS, false);
    assertThat(rate.observe(at(3000), 20 * MS, false)).isEqualTo(130_000, within(1.0));
  }

  @Test
  void zeroOnceItStandsStillWithSomethingToApply() {
    rate.observe(at(100), 0, true);
    assertThat(rate.observe(at(100), 4 * MS, false)).isInfinite();
    assertThat(rate.observe(at(100), 6 * MS, false)).isZero();
  }

  @Test
  void measuredAnewAfterAStandstill() {
    rate.observe(at(100), 0, false);
    rate.observe(at(100), 10 * MS, false);
    assertThat(rate.observe(at(1100), 20 * MS, false)).isPositive().isFinite();
  }

  @Test
  void idleTimeIsNotCounted() {
    rate.observe(at(0), 0, true);
    rate.observe(at(0), 10_000 * MS, true);
    assertThat(rate.observe(at(1000), 10_010 * MS, false)).isEqualTo(100_000, within(1.0));
  }

  private static PostgresPosition at(long lsn) {
    return PostgresPosition.of(1, new Lsn(lsn));
  }
}
