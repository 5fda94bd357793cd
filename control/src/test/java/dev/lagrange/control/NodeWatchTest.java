package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NodeWatchTest {

  private static final long NEVER = TimeUnit.HOURS.toNanos(1);

  private final FakeVendor cluster = new FakeVendor("a");
  private final FakeNode node = cluster.node("a").primaryAt(100);
  private final TestTicker ticker = new TestTicker(0);
  private final Seen seen = new Seen();
  private final NodeWatch watch = watch(seen, NEVER);

  private NodeWatch watch(NodeWatch.Observer observer, long interval) {
    ProbeConnection connection =
        new ProbeConnection(
            node.id(),
            new HostPort("a", 5432),
            cluster,
            "db",
            Map.of(),
            Duration.ofSeconds(1),
            ticker);
    return new NodeWatch(node.id(), connection, observer, interval);
  }

  @AfterEach
  void close() {
    node.thaw();
    watch.close();
  }

  @Test
  void answerWasRequestedAfterItWasAskedFor() {
    watch.start();
    for (int i = 0; i < 20; i++) {
      long now = ticker.read();
      assertThat(watch.after(now).join().requestedAt()).isGreaterThan(now);
    }
  }

  @Test
  void recentAnswerServesWhoAsksForAnEarlierTime() {
    watch.start();
    long now = ticker.read();
    Observation first = watch.after(now).join();
    assertThat(watch.after(now).join()).isSameAs(first);
    assertThat(watch.after(first.requestedAt()).join()).isNotSameAs(first);
  }

  @Test
  void whoAskedBeforeAProbeWasSentSharesIt() {
    List<CompletableFuture<Observation>> answers = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      answers.add(watch.after(ticker.read()));
    }
    watch.start();
    answers.forEach(CompletableFuture::join);
    assertThat(node.probes()).isEqualTo(1);
  }

  @Test
  void whoAskedWhileAProbeWasUnderWaySharesTheNext() {
    watch.start();
    watch.after(ticker.read()).join();
    int before = node.probes();
    node.freeze();
    CompletableFuture<Observation> first = watch.after(ticker.read());
    while (node.probes() == before) {
      Thread.onSpinWait();
    }
    List<CompletableFuture<Observation>> later = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      later.add(watch.after(ticker.read()));
    }
    node.thaw();
    Observation shared = later.get(0).join();
    assertThat(shared).isNotSameAs(first.join());
    assertThat(later).allSatisfy(answer -> assertThat(answer.join()).isSameAs(shared));
    assertThat(node.probes()).isEqualTo(before + 2);
  }

  @Test
  void failureIsToldToAllWhoWaitAndAtOnceToWhoAsksLater() {
    node.stop();
    CompletableFuture<Observation> waiting = watch.after(ticker.read());
    watch.start();
    assertThatThrownBy(waiting::join).hasCauseInstanceOf(SQLException.class);
    assertThat(watch.after(ticker.read())).isCompletedExceptionally();
    assertThat(seen.failure).doesNotHaveNullValue();
  }

  @Test
  void brokenConnectionIsReplacedBeforeTheNodeIsGivenUp() {
    watch.start();
    watch.after(ticker.read()).join();
    node.restart();
    Observation again = watch.after(ticker.read()).join();
    assertThat(again.stamp().run()).isEqualTo(node.run());
    assertThat(seen.failure).hasNullValue();
  }

  @Test
  void answerThatMakesNoSenseIsAFailureAndDoesNotEndTheWatch() {
    try (NodeWatch often = watch(seen, TimeUnit.MILLISECONDS.toNanos(1))) {
      node.answerWith(new IllegalArgumentException("Timeline 0 is not positive"));
      CompletableFuture<Observation> answer = often.after(ticker.read());
      often.start();
      assertThatThrownBy(answer::join).hasCauseInstanceOf(SQLException.class);
      node.answerWith(null);
      recovered(often);
    }
  }

  @Test
  void observerThatThrowsDoesNotEndTheWatch() {
    NodeWatch.Observer broken =
        new NodeWatch.Observer() {
          @Override
          public void observed(Observation observation) {
            if (node.probes() < 3) {
              throw new IllegalStateException("observed");
            }
          }

          @Override
          public void failed(NodeId id, SQLException cause) {
            throw new IllegalStateException("failed");
          }

          @Override
          public boolean isShown(Position position, Observation observation) {
            throw new IllegalStateException("isShown");
          }
        };
    try (NodeWatch often = watch(broken, TimeUnit.MILLISECONDS.toNanos(1))) {
      CompletableFuture<Observation> answer = often.after(ticker.read());
      often.start();
      assertThatThrownBy(answer::join).hasCauseInstanceOf(SQLException.class);
      recovered(often);
    }
  }

  private void recovered(NodeWatch often) {
    while (often.after(ticker.read()).handle((answer, failure) -> failure != null).join()) {
      Thread.onSpinWait();
    }
  }

  @Test
  void closingTellsWhoWaits() {
    watch.start();
    watch.after(ticker.read()).join();
    int before = node.probes();
    node.freeze();
    CompletableFuture<Observation> waiting = watch.after(ticker.read());
    while (node.probes() == before) {
      Thread.onSpinWait();
    }
    CompletableFuture<Observation> next = watch.after(ticker.read());
    watch.close();
    node.thaw();
    assertThat(waiting.handle((answer, failure) -> true).join()).isTrue();
    assertThatThrownBy(next::join).hasMessageContaining("closed");
    assertThatThrownBy(() -> watch.after(ticker.read()).join()).hasMessageContaining("closed");
  }

  @Test
  void observerKnowsBeforeWhoWaits() {
    watch.start();
    for (int i = 0; i < 20; i++) {
      Observation answer = watch.after(ticker.read()).join();
      assertThat(seen.last.get().requestedAt()).isGreaterThanOrEqualTo(answer.requestedAt());
    }
  }

  @Test
  void noWakeUpIsLostAndOneProbeAtMostIsUnderWay() {
    watch.start();
    List<CompletableFuture<Void>> threads = new ArrayList<>();
    for (int t = 0; t < 8; t++) {
      threads.add(
          CompletableFuture.runAsync(
              () -> {
                for (int i = 0; i < 500; i++) {
                  long now = ticker.read();
                  assertThat(watch.after(now).join().requestedAt()).isGreaterThan(now);
                }
              },
              task -> new Thread(task).start()));
    }
    threads.forEach(CompletableFuture::join);
    assertThat(node.mostProbesAtOnce()).isEqualTo(1);
    assertThat(node.probes()).isLessThanOrEqualTo(4000);
  }

  @Test
  void whoWaitsForAPositionIsAnsweredOnceItIsShown() {
    node.replicaAt(100, 300);
    watch.start();
    watch.after(ticker.read()).join();
    CompletableFuture<Observation> near = watch.reached(PostgresPosition.of(1, new Lsn(150)));
    CompletableFuture<Observation> far = watch.reached(PostgresPosition.of(1, new Lsn(250)));
    int before = node.probes();
    // It is asked again and again although nobody else asks.
    while (node.probes() < before + 20) {
      Thread.onSpinWait();
    }
    assertThat(near).isNotDone();

    node.replicaAt(200, 300);
    assertThat(near.join().reading().position()).isEqualTo(PostgresPosition.of(1, new Lsn(200)));
    assertThat(far).isNotDone();
    assertThat(watch.reached(PostgresPosition.of(1, new Lsn(150)))).isCompleted();

    node.stop();
    assertThatThrownBy(far::join).hasCauseInstanceOf(SQLException.class);
    assertThat(watch.reached(PostgresPosition.of(1, new Lsn(150)))).isCompletedExceptionally();
  }

  @Test
  void nodeIsLeftAloneOnceNobodyWaitsForAPosition() {
    node.replicaAt(100, 300);
    watch.start();
    watch.after(ticker.read()).join();
    watch.reached(PostgresPosition.of(1, new Lsn(150))).cancel(false);
    watch.after(ticker.read()).join();
    int before = node.probes();
    for (int i = 0; i < 20; i++) {
      watch.after(ticker.read()).join();
    }
    assertThat(node.probes()).isEqualTo(before + 20);
  }

  private static final class Seen implements NodeWatch.Observer {
    private final AtomicReference<Observation> last = new AtomicReference<>();
    private final AtomicReference<SQLException> failure = new AtomicReference<>();

    @Override
    public void observed(Observation observation) {
      last.set(observation);
    }

    @Override
    public void failed(NodeId id, SQLException cause) {
      failure.set(cause);
    }

    @Override
    public boolean isShown(Position position, Observation observation) {
      Position shown = observation.reading().position();
      return shown != null
          && position.coveredBy(shown, TimelineHistory.UNKNOWN) == Coverage.COVERED;
    }
  }
}
