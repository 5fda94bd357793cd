package dev.lagrange.driver;

import static dev.lagrange.driver.VersionHistory.Promise.LINEARIZABLE;
import static dev.lagrange.driver.VersionHistory.Promise.MONOTONIC_READS;
import static dev.lagrange.driver.VersionHistory.Promise.READ_YOUR_WRITES;
import static dev.lagrange.driver.VersionHistory.Promise.WITHIN_BOUND;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** The checker of the promises, on histories made by hand. */
final class VersionHistoryTest {

  private static final Consistency BOUNDED = Consistency.bounded(Duration.ofNanos(100));

  private final VersionHistory history = new VersionHistory();

  @Test
  void sessionThatSeesWhatItWroteIsContent() {
    write(1, 5, 10);
    replicaRead(1, 5, 20, Consistency.EVENTUAL);
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void sessionThatMissesItsOwnWriteIsCaught() {
    write(1, 5, 10);
    replicaRead(1, 4, 20, Consistency.EVENTUAL);
    assertThat(history.violations())
        .singleElement()
        .satisfies(
            found -> {
              assertThat(found.promise()).isEqualTo(READ_YOUR_WRITES);
              assertThat(found.owed()).isEqualTo(5);
              assertThat(found.toString()).contains("session 1", "key 7", "version 4", "owed 5");
            });
  }

  @Test
  void writeAcknowledgedDuringTheReadIsNotOwedYet() {
    write(1, 5, 20);
    replicaRead(1, 4, 20, Consistency.EVENTUAL);
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void writesOfOtherSessionsAndKeysAreNotOwedAtEventual() {
    write(2, 5, 10);
    history.add(new VersionHistory.Write(1, 8, 9, 10));
    replicaRead(1, 4, 20, Consistency.EVENTUAL);
    assertThat(history.violations()).isEmpty();
  }

  @Test
  void readThatGoesBackIsCaught() {
    replicaRead(1, 5, 10, Consistency.EVENTUAL);
    replicaRead(1, 4, 20, BOUNDED);
    assertThat(history.violations())
        .extracting(VersionHistory.Violation::promise)
        .containsExactly(MONOTONIC_READS);
  }

  @Test
  void orderOfRecordingDoesNotMatter() {
    replicaRead(1, 4, 20, Consistency.EVENTUAL);
    write(1, 3, 15);
    replicaRead(1, 5, 10, Consistency.EVENTUAL);
    write(1, 4, 12);
    assertThat(history.violations())
        .extracting(VersionHistory.Violation::promise)
        .containsExactly(MONOTONIC_READS);
  }

  @Test
  void readAtWeakNeitherOwesNorRaisesWhatOthersOwe() {
    write(1, 3, 5);
    replicaRead(1, 5, 10, Consistency.WEAK);
    replicaRead(1, 4, 20, Consistency.EVENTUAL);
    replicaRead(1, 2, 30, Consistency.WEAK);
    assertThat(history.violations()).isEmpty();
    assertThat(history.violations(READ_YOUR_WRITES)).hasSize(1);
    assertThat(history.violations(MONOTONIC_READS)).hasSize(1);
  }

  @Test
  void primaryOwesWhatOnlyReplicaShowedOnceItIsAcknowledged() {
    replicaRead(1, 5, 10, Consistency.EVENTUAL);
    primaryRead(1, 4, 20, Consistency.EVENTUAL);
    write(2, 5, 25);
    assertThat(history.violations()).isEmpty();
    primaryRead(1, 4, 30, Consistency.EVENTUAL);
    assertThat(history.violations())
        .extracting(VersionHistory.Violation::promise)
        .containsExactly(MONOTONIC_READS);
  }

  @Test
  void primaryOwesWhatPrimaryShowed() {
    primaryRead(1, 5, 10, Consistency.EVENTUAL);
    primaryRead(1, 4, 20, Consistency.EVENTUAL);
    assertThat(history.violations()).hasSize(1);
  }

  @Test
  void boundAllowsWhatWasAcknowledgedWithinIt() {
    write(2, 5, 50);
    replicaRead(1, 4, 150, BOUNDED);
    assertThat(history.violations()).isEmpty();
    replicaRead(3, 4, 151, BOUNDED);
    assertThat(history.violations())
        .extracting(VersionHistory.Violation::promise)
        .containsExactly(WITHIN_BOUND);
  }

  @Test
  void strongReadThatMissesAnybodysWriteIsCaught() {
    write(2, 5, 10);
    primaryRead(1, 4, 20, Consistency.STRONG);
    assertThat(history.violations())
        .extracting(VersionHistory.Violation::promise)
        .containsExactly(LINEARIZABLE);
  }

  @Test
  void strongReadThatMissesWhatAnotherStrongReadReturnedIsCaught() {
    primaryRead(2, 5, 10, Consistency.STRONG);
    primaryRead(1, 4, 20, Consistency.STRONG);
    assertThat(history.violations())
        .extracting(VersionHistory.Violation::promise)
        .containsExactly(LINEARIZABLE);
  }

  @Test
  void strongReadsAtTheSameTimeMayDisagree() {
    primaryRead(2, 5, 10, Consistency.STRONG);
    primaryRead(1, 4, 15, Consistency.STRONG);
    assertThat(history.violations()).isEmpty();
  }

  private void write(int session, long version, long ackedAt) {
    history.add(new VersionHistory.Write(session, 7, version, ackedAt));
  }

  private void replicaRead(int session, long version, long beganAt, Consistency level) {
    read(session, version, beganAt, level, false);
  }

  private void primaryRead(int session, long version, long beganAt, Consistency level) {
    read(session, version, beganAt, level, true);
  }

  /** A read that takes five nanoseconds. */
  private void read(int session, long version, long beganAt, Consistency level, boolean primary) {
    history.add(
        new VersionHistory.Read(
            session, 7, version, beganAt, beganAt + 5, level, primary, primary ? "p" : "r"));
  }
}
