package dev.lagrange.verifier.fault;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Faults of a whole cluster in which one replica of two acknowledges each commit. */
class SynchronousFaultsIT {

  private static final String TIMELINE =
      "SELECT ('x' || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8))::bit(32)::int";
  private static final Duration AT_ONCE = Duration.ofMillis(1);

  private static FaultBed bed;

  @BeforeAll
  static void start() throws SQLException {
    bed = new FaultBed(1);
  }

  @AfterAll
  static void stop() {
    bed.close();
  }

  @Test
  void replicaWithEveryAcknowledgedWriteTakesOverAndTheOldPrimaryFollows() throws SQLException {
    PostgresNode old = bed.primary();
    int timeline = Integer.parseInt(Superuser.ask(old, TIMELINE));
    bed.replica().replicationLink().orElseThrow().cut();
    int number = bed.write();

    FaultRun run = bed.inflict(FaultKind.PROMOTION, Rank.CLUSTER, AT_ONCE, null);
    FaultBed.awaitPhase(run, Phase.WENT_ON);
    assertThat(bed.primary()).isNotSameAs(old);
    assertThat(old.isRunning()).isFalse();
    assertThat(Integer.parseInt(Superuser.ask(bed.primary(), TIMELINE))).isGreaterThan(timeline);
    assertThat(FaultBed.shows(bed.primary(), number)).isTrue();
    int after = bed.write();

    assertHealed(run, old, after);
  }

  @Test
  void deposedPrimaryGoesOnUntilItIsRebuilt() throws SQLException {
    PostgresNode old = bed.primary();
    FaultRun run = bed.inflict(FaultKind.SPLIT_BRAIN, Rank.CLUSTER, AT_ONCE, null);
    FaultBed.awaitPhase(run, Phase.WENT_ON);
    assertThat(bed.primary()).isNotSameAs(old);
    try (Connection client = FaultBed.client(old);
        Statement statement = client.createStatement()) {
      statement.execute("SET synchronous_commit = local");
      int lost = bed.write(client);
      int number = bed.write();
      assertThat(FaultBed.shows(old, lost)).isTrue();
      assertThat(FaultBed.shows(old, number)).isFalse();

      assertHealed(run, old, number);
      assertThat(FaultBed.shows(old, lost)).isFalse();
    }
  }

  @Test
  void cancelledWaitEndsInSuccessAndAWarning() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.SYNCHRONOUS_WAITS_CANCELLED, Rank.CLUSTER);
    try (Connection client = FaultBed.app(bed.primary());
        Statement statement = client.createStatement()) {
      statement.execute("CREATE TABLE unreplicated ()");
      assertThat(statement.getWarnings().getMessage())
          .contains("canceling wait for synchronous replication");
    }

    assertHealed(run, bed.replica(), bed.write());
  }

  private static void assertHealed(FaultRun run, PostgresNode replica, int number)
      throws SQLException {
    run.close();
    assertThat(run.unhealed()).isEmpty();
    assertThat(bed.cluster.replicas()).contains(replica);
    for (PostgresNode node : bed.cluster.replicas()) {
      assertThat(FaultBed.shows(node, number)).isTrue();
    }
  }
}
