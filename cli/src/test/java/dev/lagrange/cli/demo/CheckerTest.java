package dev.lagrange.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class CheckerTest {

  private static final int ROW = 3;
  private static final Duration NONE = Duration.ZERO;
  private static final Duration BOUND = Duration.ofNanos(100);

  private final AtomicLong clock = new AtomicLong();
  private final Checker checker = new Checker(10, clock::get);
  private final User ada = new User(1, 10);
  private final User ben = new User(2, 10);

  @Test
  void rowNobodyWroteBreaksNothing() {
    assertThat(read(ada, 0, 50, BOUND)).isEmpty();
  }

  @Test
  void newestVersionBreaksNothing() {
    write(ada, 1, 10);
    write(ben, 2, 20);

    assertThat(read(ada, 2, 500, BOUND)).isEmpty();
    assertThat(read(ben, 2, 501, BOUND)).isEmpty();
  }

  @Test
  void ownWriteMissedBreaksReadYourWrites() {
    write(ada, 1, 10);

    assertThat(read(ada, 0, 20, NONE))
        .containsExactlyInAnyOrder(Promise.READ_YOUR_WRITES, Promise.RECENCY);
  }

  @Test
  void writeOfAnotherMissedBreaksRecencyAlone() {
    write(ben, 1, 10);

    assertThat(read(ada, 0, 20, NONE)).containsExactly(Promise.RECENCY);
  }

  @Test
  void olderVersionThanReadBeforeBreaksMonotonicReads() {
    write(ben, 1, 10);
    write(ben, 2, 20);
    read(ada, 2, 30, NONE);

    assertThat(read(ada, 1, 40, NONE))
        .containsExactlyInAnyOrder(Promise.MONOTONIC_READS, Promise.RECENCY);
  }

  @Test
  void versionNotYetAcknowledgedMayBeSeenButNotUnseen() {
    assertThat(read(ada, 1, 10, NONE)).isEmpty();

    assertThat(read(ada, 0, 20, NONE)).containsExactly(Promise.MONOTONIC_READS);
  }

  @Test
  void writeAcknowledgedAfterTheReadBeganMayBeMissed() {
    write(ben, 1, 10);

    assertThat(read(ada, 0, 10, NONE)).isEmpty();
    assertThat(read(ada, 0, 5, NONE)).isEmpty();
  }

  @Test
  void writeWithinTheBoundMayBeMissed() {
    write(ben, 1, 10);

    assertThat(read(ada, 0, 110, BOUND)).containsExactly(Promise.RECENCY);
  }

  @Test
  void writeOlderThanTheBoundMustBeSeen() {
    write(ben, 1, 10);
    write(ben, 2, 100);

    assertThat(read(ada, 0, 111, BOUND)).containsExactlyInAnyOrder(Promise.BOUND, Promise.RECENCY);
    assertThat(read(ada, 1, 111, BOUND)).containsExactly(Promise.RECENCY);
  }

  @Test
  void acknowledgementsMayOvertakeEachOther() {
    write(ben, 2, 10);
    write(ada, 1, 20);

    assertThat(read(ada, 1, 30, NONE)).containsExactly(Promise.RECENCY);
    assertThat(read(ada, 2, 40, NONE)).isEmpty();
  }

  @Test
  void rowsAreIndependent() {
    write(ada, 1, 10);

    assertThat(checker.check(ada, ROW + 1, 0, 20, NONE).missed()).isEmpty();
  }

  @Test
  void stalenessCountsFromTheFirstNewerVersion() {
    write(ben, 1, 10);
    write(ben, 2, 60);

    assertThat(checker.check(ada, ROW, 0, 100, NONE).staleNanos()).isEqualTo(90);
    assertThat(checker.check(ada, ROW, 1, 100, NONE).staleNanos()).isEqualTo(40);
    assertThat(checker.check(ada, ROW, 2, 100, NONE).staleNanos()).isZero();
  }

  @Test
  void manyWritesAreKept() {
    for (int version = 1; version <= 1000; version++) {
      write(ben, version, version);
    }

    assertThat(read(ada, 499, 500, NONE)).isEmpty();
    assertThat(read(ada, 499, 501, NONE)).containsExactly(Promise.RECENCY);
  }

  private void write(User user, long version, long at) {
    clock.set(at);
    checker.acknowledged(user, ROW, version);
  }

  private Set<Promise> read(User user, long version, long startedAt, Duration bound) {
    return checker.check(user, ROW, version, startedAt, bound).missed();
  }
}
