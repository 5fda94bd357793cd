package dev.lagrange.routing.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class SampleRingTest {

  private static final long MS = Duration.ofMillis(1).toNanos();

  private final SampleRing ring = new SampleRing();

  @Test
  void oldestSinceIsRequestedAtOrAfter() {
    add(100, 1);
    add(200, 2);
    add(300, 3);
    assertThat(ring.oldestSince(0)).isEqualTo(at(1));
    assertThat(ring.oldestSince(200 * MS)).isEqualTo(at(2));
    assertThat(ring.oldestSince(200 * MS + 1)).isEqualTo(at(3));
    assertThat(ring.oldestSince(300 * MS + 1)).isNull();
  }

  @Test
  void emptyRingProvesNothing() {
    assertThat(ring.oldestSince(Long.MIN_VALUE / 2)).isNull();
    assertThat(lag(100, 1000)).isNull();
  }

  @Test
  void lagIsTheAgeOfTheNewestCoveredSample() {
    add(100, 10);
    add(200, 20);
    add(300, 30);
    assertThat(lag(9, 1000)).isNull();
    assertThat(lag(10, 1000)).isEqualTo(Duration.ofMillis(900));
    assertThat(lag(29, 1000)).isEqualTo(Duration.ofMillis(800));
    assertThat(lag(31, 1000)).isEqualTo(Duration.ofMillis(700));
  }

  @Test
  void lagIsNeverNegative() {
    add(100, 10);
    assertThat(lag(10, 50)).isEqualTo(Duration.ZERO);
  }

  @Test
  void ofCloseSamplesTheFirstAndTheNewestStay() {
    for (int ms = 0; ms < 15; ms++) {
      add(100 + ms, ms);
    }
    assertThat(ring.oldestSince(100 * MS)).isEqualTo(at(0));
    assertThat(ring.oldestSince(100 * MS + 1)).isEqualTo(at(14));
  }

  @Test
  void keepsAMinuteHoweverOftenItIsFed() {
    long last = Duration.ofMinutes(3).toMillis();
    for (long ms = 0; ms <= last; ms++) {
      add(ms, ms);
    }
    Duration kept = lag(last - 60_000, last);
    assertThat(kept).isNotNull().isBetween(Duration.ofMillis(60_000), Duration.ofMillis(60_020));
    assertThat(lag(last - 70_000, last)).isNull();
  }

  @Test
  void clearedRingStartsAnew() {
    add(100, 10);
    ring.clear();
    assertThat(ring.oldestSince(0)).isNull();
    add(50, 5);
    assertThat(ring.oldestSince(0)).isEqualTo(at(5));
  }

  @Test
  void timesMayPassTheEndOfTheTicker() {
    ring.add(Long.MAX_VALUE, at(1));
    ring.add(Long.MIN_VALUE + 100 * MS, at(2));
    assertThat(ring.oldestSince(Long.MAX_VALUE - 5)).isEqualTo(at(1));
    assertThat(ring.oldestSince(Long.MIN_VALUE + 5)).isEqualTo(at(2));
  }

  private void add(long ms, long lsn) {
    ring.add(ms * MS, at(lsn));
  }

  private @Nullable Duration lag(long lsn, long nowMs) {
    return ring.lag(at(lsn), TimelineHistory.UNKNOWN, nowMs * MS);
  }

  private static PostgresPosition at(long lsn) {
    return PostgresPosition.of(1, new Lsn(lsn));
  }
}
