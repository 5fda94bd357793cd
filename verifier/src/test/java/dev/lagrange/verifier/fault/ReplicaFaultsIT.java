package dev.lagrange.verifier.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.verifier.fault.FaultEvent.Direction;
import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What replicas suffer, one fault after the other on the same cluster, so that healing shows. */
class ReplicaFaultsIT {

  private static final Duration HOUR = Duration.ofHours(1);

  private static FaultBed bed;

  @BeforeAll
  static void start() throws SQLException {
    bed = new FaultBed(0);
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void pausedReplicaShowsNothingUntilItIsHealed() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.REPLAY_PAUSED, Rank.REPLICA_1);
    assertHidesWhatItReceived(run);
  }

  @Test
  void delayedReplicaShowsNothingUntilItIsHealed() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.REPLAY_DELAYED, Rank.REPLICA_1, HOUR, null);
    assertHidesWhatItReceived(run);
  }

  private static void assertHidesWhatItReceived(FaultRun run) throws SQLException {
    int number = bed.write();
    bed.awaitReceived(bed.replica());
    assertThat(FaultBed.shows(bed.replica(), number)).isFalse();
    FaultBed.awaitShown(bed.otherReplica(), number);

    assertHealed(run, number);
  }

  @Test
  void replicaCutOffReceivesNothingUntilItIsHealed() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.REPLICATION_LINK_CUT, Rank.REPLICA_2);
    int number = bed.write();
    FaultBed.awaitShown(bed.replica(), number);
    assertThat(FaultBed.shows(bed.otherReplica(), number)).isFalse();

    assertHealed(run, number);
  }

  @Test
  void replicaWhoseAcknowledgementsAreLostShowsWhatItsPrimaryDoesNotKnowOf() throws SQLException {
    FaultRun run =
        bed.inflict(
            FaultKind.REPLICATION_LINK_CUT, Rank.REPLICA_1, Duration.ZERO, Direction.TO_SERVER);
    int number = bed.write();
    String position = Superuser.ask(bed.primary(), "SELECT pg_current_wal_flush_lsn()");
    FaultBed.awaitShown(bed.replica(), number);
    assertThat(
            FaultBed.asks(
                bed.primary(),
                "replay_lsn < '%s' FROM pg_stat_replication WHERE application_name = '%s'"
                    .formatted(position, bed.replica().name())))
        .isTrue();

    assertHealed(run, number);
  }

  @Test
  void slowReplicationTakesItsTime() throws SQLException {
    Duration delay = Duration.ofMillis(300);
    FaultRun run = bed.inflict(FaultKind.REPLICATION_LINK_SLOWED, Rank.REPLICA_1, delay, null);
    long before = System.nanoTime();
    int number = bed.write();
    FaultBed.awaitShown(bed.replica(), number);
    assertThat(Duration.ofNanos(System.nanoTime() - before)).isGreaterThanOrEqualTo(delay);

    assertHealed(run, number);
  }

  @Test
  void killedReplicaRefusesAndComesBack() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.REPLICA_KILLED, Rank.REPLICA_1);
    assertThat(bed.replica().isRunning()).isFalse();
    assertThatThrownBy(() -> FaultBed.client(bed.replica())).isInstanceOf(SQLException.class);

    assertHealed(run, bed.write());
  }

  @Test
  void olderReplicaHidesAgainWhatItHadShown() throws SQLException {
    int number = bed.write();
    FaultBed.awaitShown(bed.replica(), number);
    FaultRun run = bed.inflict(FaultKind.REPLICA_OLDER, Rank.REPLICA_1, HOUR, null);
    assertThat(FaultBed.shows(bed.replica(), number)).isFalse();

    assertHealed(run, number);
  }

  @Test
  void readersInTheWayOfReplayAreEnded() throws SQLException {
    String conflicts =
        "SELECT confl_snapshot FROM pg_stat_database_conflicts WHERE datname = 'app'";
    long before = Long.parseLong(Superuser.ask(bed.replica(), conflicts));
    FaultRun run =
        bed.inflict(FaultKind.RECOVERY_CONFLICTS, Rank.REPLICA_1, Duration.ofMillis(50), null);
    try (Connection reader = FaultBed.app(bed.replica())) {
      reader.setAutoCommit(false);
      reader.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      FaultBed.value(reader, "SELECT count(*) FROM pg_class");
      Await.until(
          "the reader to be ended",
          FaultBed.PATIENCE,
          () -> Long.parseLong(Superuser.ask(bed.replica(), conflicts)) > before + 1);
      assertThatThrownBy(() -> FaultBed.value(reader, "SELECT 1")).isInstanceOf(SQLException.class);
    }

    assertHealed(run, bed.write());
    assertThat(Superuser.ask(bed.replica(), "SHOW max_standby_streaming_delay")).isEqualTo("30s");
    assertThat(Superuser.ask(bed.primary(), "SELECT to_regnamespace('lagrange_fault')"))
        .isEqualTo("null");
  }

  @Test
  void faultThatHasLastedItsTimeIsHealedWithoutBeingClosed() throws SQLException {
    FaultEvent shortly =
        new FaultEvent(
            Duration.ZERO,
            FaultKind.REPLAY_PAUSED,
            Rank.REPLICA_1,
            Duration.ofMillis(100),
            Duration.ZERO,
            null);
    try (FaultRun run = bed.play(shortly)) {
      FaultBed.awaitPhase(run, Phase.HEALED);
      FaultBed.awaitShown(bed.replica(), bed.write());
      assertThat(run.events())
          .extracting(FaultNote::sentence)
          .containsExactly(
              bed.replica().name() + " stops to replay", bed.replica().name() + " replays again");
      assertThat(run.events()).extracting(FaultNote::nanoTime).isSorted();
    }
  }

  private static void assertHealed(FaultRun run, int number) throws SQLException {
    run.close();
    assertThat(run.unhealed()).isEmpty();
    assertThat(FaultBed.shows(bed.replica(), number)).isTrue();
    assertThat(FaultBed.shows(bed.otherReplica(), number)).isTrue();
  }
}
