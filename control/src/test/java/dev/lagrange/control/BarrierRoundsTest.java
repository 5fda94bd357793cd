package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class BarrierRoundsTest {

  private final FakeVendor cluster = new FakeVendor("a", "b");
  private final FakeNode primary = cluster.node("a").primaryAt(100);
  private final FakeNode replica = cluster.node("b").replicaAt(100, 100);
  private final TestTicker ticker = new TestTicker(0);
  private ClusterMonitor monitor;
  private BarrierRounds fence;

  @BeforeEach
  void open() throws SQLException {
    monitor = cluster.monitor(FakeVendor.onDemand(), ticker);
    fence =
        new BarrierRounds(
            "fence", monitor, cluster, cluster::barrier, ticker, Duration.ofSeconds(30));
  }

  @AfterEach
  void close() {
    primary.thaw();
    fence.close();
    monitor.close();
  }

  @Test
  void proofBeginsAfterItWasAskedFor() {
    for (int i = 0; i < 20; i++) {
      long now = ticker.read();
      Proof proof = fence.after(now).join();
      assertThat(proof.begunAt()).isGreaterThan(now);
      assertThat(proof.run()).isEqualTo(primary.run());
    }
    assertThat(primary.barriers()).isEqualTo(20);
  }

  @Test
  void proofServesWhoArrivedBeforeItBegan() {
    long early = ticker.read();
    fence.after(ticker.read()).join();

    assertThat(fence.after(early)).isCompleted();
    assertThat(primary.barriers()).isEqualTo(1);
  }

  @Test
  void whoeverArrivesWhileOneIsUnderWaySharesTheNext() {
    fence.after(ticker.read()).join();
    primary.freeze();
    CompletableFuture<Proof> first = fence.after(ticker.read());
    Await.until("the first to be under way", Await.PATIENCE, () -> primary.barriers() == 2);
    List<CompletableFuture<Proof>> later =
        Stream.generate(() -> fence.after(ticker.read())).limit(50).toList();
    primary.thaw();

    assertThat(later).allSatisfy(proof -> assertThat(proof.join().begunAt()).isPositive());
    assertThat(first.join().begunAt()).isLessThan(later.get(0).join().begunAt());
    assertThat(primary.barriers()).isEqualTo(3);
  }

  @Test
  void deposedPrimaryProvesNothing() throws SQLException {
    fence.after(ticker.read()).join();
    primary.replicaAt(100, 100);

    CompletableFuture<Proof> proof = fence.after(ticker.read());
    assertThatThrownBy(proof::join)
        .isInstanceOf(CompletionException.class)
        .hasMessageContaining("recovery");
  }

  @Test
  void restartedPrimaryProvesItselfAsAnotherRun() {
    Proof before = fence.after(ticker.read()).join();
    primary.restart();

    assertThatThrownBy(() -> fence.after(ticker.read()).join());
    Proof after = fence.after(ticker.read()).join();
    assertThat(after.run()).isNotEqualTo(before.run()).isEqualTo(primary.run());
  }

  @Test
  void successorIsAsked() throws Exception {
    fence.after(ticker.read()).join();
    primary.stop();
    replica.promote(2);
    monitor.observationAfter(primary.id(), ticker.read()).exceptionally(gone -> null).get();
    monitor.observationAfter(replica.id(), ticker.read()).get();

    assertThat(fence.after(ticker.read()).join().run()).isEqualTo(replica.run());
  }

  @Test
  void closedFenceFailsWhoWaits() {
    primary.freeze();
    CompletableFuture<Proof> waiting = fence.after(ticker.read());
    CompletableFuture<Proof> next = fence.after(ticker.read());
    primary.thaw();
    fence.close();

    assertThat(Stream.of(waiting, next).map(proof -> proof.handle((p, e) -> true).join()))
        .containsOnly(true);
    assertThat(fence.after(ticker.read())).isCompletedExceptionally();
  }
}
