package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What a replica's positions say of how fast it applies the log. */
final class ApplyRateTest {

  private final ApplyRate rate = new ApplyRate();

  @Test
  void replicaThatReachesWhatWasKnownKeepsUpHoweverLittleIsWritten() {
    observe(1000, 0, 1000);
    assertThat(observe(1150, 250, 1300)).isInfinite();
    assertThat(observe(1300, 500, 1450)).isInfinite();
  }

  @Test
  void replicaThatDoesNotMoveStandsStill() {
    observe(1000, 0, 2000);
    assertThat(observe(1000, 250, 2000)).isZero();
  }

  @Test
  void momentIsTooShortToTell() {
    observe(1000, 0, 2000);
    assertThat(observe(1000, 2, 2000)).isInfinite();
  }

  @Test
  void replicaThatHadLogToApplyAllTheTimeIsMeasured() {
    observe(1000, 0, 9000);
    assertThat(observe(3000, 1000, 9000)).isEqualTo(2000);
    assertThat(observe(3000, 2000, 9000)).isZero();
  }

  @Test
  void replicaThatCatchesUpKeepsUpAgain() {
    observe(1000, 0, 2000);
    observe(1000, 250, 2000);
    assertThat(observe(2000, 500, 2000)).isInfinite();
  }

  private double observe(long lsn, long millis, long known) {
    return rate.observe(
        at(lsn), Duration.ofMillis(millis).toNanos(), at(known), TimelineHistory.UNKNOWN);
  }

  private static PostgresPosition at(long lsn) {
    return PostgresPosition.of(1, new Lsn(lsn));
  }
}
