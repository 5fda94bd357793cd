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
class KnownPositionsTest {

  private final FakeVendor cluster = new FakeVendor("a", "b", "c");
  private final FakeNode primary = cluster.node("a").primaryAt(120);
  private final FakeNode first = cluster.node("b").replicaAt(50, 110);
  private final FakeNode second = cluster.node("c").replicaAt(50, 100);
  private final TestTicker ticker = new TestTicker(0);
  private ClusterMonitor monitor;
  private KnownPositions known;

  @BeforeEach
  void open() throws SQLException {
    monitor = cluster.monitor(FakeVendor.onDemand(), ticker);
    known = new KnownPositions(monitor, ticker);
  }

  @AfterEach
  void close() {
    primary.thaw();
    monitor.close();
  }

  private PostgresPosition newestOf(int nodes) {
    return newestOf(nodes, Duration.ofSeconds(10));
  }

  private PostgresPosition newestOf(int nodes, Duration patience) {
    long now = ticker.read();
    try {
      return known.newestOf(nodes, now, now + patience.toNanos());
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Asks again and again until the time is up. */
  private PostgresPosition newestInTime(int nodes) {
    int asked = second.probes();
    Duration patience = Duration.ofMillis(100);
    CompletableFuture<PostgresPosition> newest =
        CompletableFuture.supplyAsync(() -> newestOf(nodes, patience));
    Await.until("them to be asked again", Await.PATIENCE, () -> second.probes() > asked + 2);
    ticker.advance(patience);
    return newest.join();
  }

  private static PostgresPosition at(int timeline, long lsn) {
    return PostgresPosition.of(timeline, new Lsn(lsn));
  }

  @Test
  void allNodesKnowTheNewestOfAll() throws SQLException {
    assertThat(newestOf(3)).isEqualTo(at(1, 120));
  }

  @Test
  void positionsAreKnownWithoutThePrimary() throws SQLException {
    primary.freeze();

    assertThat(newestOf(2)).isEqualTo(at(1, 110));
  }

  @Test
  void standbyThatReceivesNothingIsNotCounted() throws SQLException {
    primary.freeze();
    first.cutOff();

    assertThat(newestInTime(2)).isNull();
    first.streaming();
    assertThat(newestOf(2)).isEqualTo(at(1, 110));
  }

  @Test
  void newerTimelineCountsForMoreThanAnyPosition() throws SQLException {
    first.promote(2);
    second.onTimeline(2).replicaAt(50, 60);

    assertThat(newestOf(3)).isEqualTo(at(2, 110));
  }

  @Test
  void standbyOfANewTimelineKnowsNoLessThanWhereThatBegan() throws SQLException {
    first.promote(2);
    monitor.observationAfter(first.id(), ticker.read()).join();
    second.onTimeline(2).replicaAt(50, 60);
    first.freeze();
    primary.freeze();

    assertThat(newestOf(1)).isEqualTo(at(2, 110));
    first.thaw();
  }

  @Test
  void originThatNobodySawIsNotTakenForZero() {
    primary.freeze();
    first.onTimeline(2);
    second.onTimeline(2);

    assertThat(newestInTime(2)).isNull();
  }

  @Test
  void whereAPrimaryWasSeenStandsInForTheOriginOfItsTimeline() {
    primary.onTimeline(2).primaryAt(130);
    first.onTimeline(2);
    second.onTimeline(2);
    known.saw(monitor.observationAfter(primary.id(), ticker.read()).join());
    primary.freeze();

    assertThat(newestOf(2)).isEqualTo(at(2, 130));
    second.replicaAt(50, 140);
    assertThat(newestOf(2)).isEqualTo(at(2, 140));
  }

  @Test
  void primaryIsWaitedForWhereItsTimelineIsNew() {
    primary.onTimeline(2).primaryAt(130);
    first.onTimeline(2);
    second.onTimeline(2);

    assertThat(newestOf(2)).isEqualTo(at(2, 130));
  }
}
