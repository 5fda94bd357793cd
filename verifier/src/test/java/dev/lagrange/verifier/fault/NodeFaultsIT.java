package dev.lagrange.verifier.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import dev.lagrange.verifier.fault.FaultEvent.Direction;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What the primary suffers, or any node, as a client sees it. */
class NodeFaultsIT {

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
  void clientsOfACutLinkHearNothing() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.CLIENT_LINK_CUT, Rank.PRIMARY);
    assertSilent();

    assertHealed(run);
  }

  @Test
  void writeWhoseAnswerIsLostTookPlace() throws SQLException {
    try (Connection client = FaultBed.client(bed.primary())) {
      int number = bed.write(client);
      FaultRun run =
          bed.inflict(FaultKind.CLIENT_LINK_CUT, Rank.PRIMARY, Duration.ZERO, Direction.TO_CLIENT);
      FaultBed.expectSilence(client);
      assertThatThrownBy(() -> bed.write(client)).isInstanceOf(SQLException.class);
      FaultBed.awaitShown(bed.primary(), number + 1);

      assertHealed(run);
    }
  }

  @Test
  void connectionsAreReset() throws SQLException {
    try (Connection client = FaultBed.client(bed.primary())) {
      FaultRun run = bed.inflict(FaultKind.CLIENT_LINK_DROPPED, Rank.PRIMARY);
      assertThatThrownBy(() -> bed.write(client))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));

      assertHealed(run);
    }
  }

  @Test
  void slowLinkTakesItsTime() throws SQLException {
    Duration delay = Duration.ofMillis(50);
    try (Connection client = FaultBed.client(bed.primary())) {
      FaultRun run = bed.inflict(FaultKind.CLIENT_LINK_SLOWED, Rank.PRIMARY, delay, null);
      long before = System.nanoTime();
      bed.write(client);
      assertThat(Duration.ofNanos(System.nanoTime() - before))
          .isGreaterThanOrEqualTo(delay.multipliedBy(2));

      assertHealed(run);
    }
  }

  @Test
  void sessionsAreTerminated() throws SQLException {
    try (Connection client = FaultBed.client(bed.primary())) {
      FaultRun run = bed.inflict(FaultKind.SESSIONS_TERMINATED, Rank.PRIMARY);
      assertThatThrownBy(() -> bed.write(client))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("57P01"));

      assertHealed(run);
    }
  }

  @Test
  void frozenNodeDoesNotAnswer() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.NODE_FROZEN, Rank.PRIMARY);
    assertSilent();

    assertHealed(run);
  }

  @Test
  void killedPrimaryComesBackAsItWas() throws SQLException {
    int number = bed.write();
    FaultRun run = bed.inflict(FaultKind.PRIMARY_KILLED, Rank.PRIMARY);
    assertThatThrownBy(() -> FaultBed.client(bed.primary())).isInstanceOf(SQLException.class);

    assertHealed(run);
    assertThat(FaultBed.shows(bed.primary(), number)).isTrue();
  }

  @Test
  void replicaShowsAWideCommitBeforeItsPositionSaysSo() throws SQLException {
    FaultRun run = bed.inflict(FaultKind.WIDE_COMMITS, Rank.PRIMARY);
    try (Connection client = FaultBed.app(bed.primary());
        Connection reader = FaultBed.app(bed.replica())) {
      Await.until(
          "a commit to be shown at a position before it",
          FaultBed.PATIENCE,
          () -> isShownEarly(client, reader));
    }

    assertHealed(run);
    assertThat(
            Superuser.ask(
                bed.primary(),
                "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'lagrange_fault%'"))
        .isEqualTo("0");
  }

  private static boolean isShownEarly(Connection client, Connection reader) throws SQLException {
    int number = bed.write(client);
    String committed = FaultBed.value(client, "SELECT pg_current_wal_insert_lsn()");
    String seen =
        "SELECT pg_last_wal_replay_lsn() < '%s' FROM %s.written WHERE n = %d"
            .formatted(committed, Traces.RUN_SCHEMA, number);
    String answer = "no row";
    while (answer.equals("no row")) {
      answer = FaultBed.value(reader, "SELECT coalesce((" + seen + ")::text, 'no row')");
    }
    return answer.equals("true");
  }

  private static void assertSilent() {
    assertThatThrownBy(() -> FaultBed.impatientClient(bed.primary()))
        .isInstanceOf(SQLException.class)
        .hasRootCauseMessage("Read timed out");
  }

  private static void assertHealed(FaultRun run) throws SQLException {
    run.close();
    assertThat(run.unhealed()).isEmpty();
    try (Connection client = FaultBed.app(bed.primary())) {
      int number = bed.write(client);
      FaultBed.awaitShown(bed.replica(), number);
      FaultBed.awaitShown(bed.otherReplica(), number);
    }
  }
}
