package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.testbed.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class StandbyQuorumTest {

  private static final PostgresPosition WANTED = PostgresPosition.of(1, new Lsn(100));

  /** Of three standbys two acknowledge. */
  private static final QuorumSize TWO = new QuorumSize(2, 2, 2);

  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final FakeVendor cluster = new FakeVendor("a", "b", "c", "d");
  private final FakeNode primary = cluster.node("a").primaryAt(100);
  private final FakeNode second = cluster.node("c").replicaAt(50, 100);
  private final FakeNode third = cluster.node("d").replicaAt(50, 50);
  private final TestTicker ticker = new TestTicker(0);
  private ClusterMonitor monitor;
  private StandbyQuorum standbys;

  @BeforeEach
  void open() throws SQLException {
    cluster.node("b").replicaAt(50, 100);
    monitor = cluster.monitor(FakeVendor.onDemand(), ticker);
    standbys = new StandbyQuorum(monitor, ticker);
  }

  @AfterEach
  void close() {
    third.thaw();
    monitor.close();
  }

  private boolean holds(QuorumSize size) throws SQLException {
    long now = ticker.read();
    return standbys.holds(WANTED, size, now, null, now + PATIENCE.toNanos());
  }

  private CompletableFuture<Boolean> holding(QuorumSize size) {
    int asked = second.probes();
    CompletableFuture<Boolean> held =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return holds(size);
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    Await.until("it to be asked again", Await.PATIENCE, () -> second.probes() > asked + 2);
    return held;
  }

  private boolean holdsUntilTheDeadline(QuorumSize size) {
    CompletableFuture<Boolean> held = holding(size);
    ticker.advance(PATIENCE);
    return held.join();
  }

  @Test
  void standbysThatReceivedItHoldIt() throws SQLException {
    assertThat(holds(TWO)).isTrue();
  }

  @Test
  void primaryItselfDoesNotCount() {
    second.replicaAt(50, 99);

    assertThat(holdsUntilTheDeadline(TWO)).isFalse();
    assertThat(primary.received()).isEqualTo(100);
  }

  @Test
  void standbyOfAnotherTimelineDoesNotCount() {
    second.onTimeline(2);

    assertThat(holdsUntilTheDeadline(TWO)).isFalse();
  }

  @Test
  void standbyThatFollowsNobodyDoesNotCount() {
    second.cutOff();

    assertThat(holdsUntilTheDeadline(TWO)).isFalse();
  }

  @Test
  void followersWithoutThePositionCountAsContacts() throws SQLException {
    assertThat(holds(new QuorumSize(1, 3, 3))).isTrue();
    third.cutOff();
    assertThat(holdsUntilTheDeadline(new QuorumSize(1, 3, 3))).isFalse();
  }

  @Test
  void whoDoesNotAnswerIsNotWaitedForIfTheOthersAreEnough() throws SQLException {
    third.freeze();

    assertThat(holds(TWO)).isTrue();
  }

  @Test
  void streamThatComesLaterIsWaitedFor() {
    second.replicaAt(50, 99);
    CompletableFuture<Boolean> held = holding(TWO);
    assertThat(held).isNotDone();
    second.replicaAt(50, 101);

    assertThat(held.join()).isTrue();
  }
}
