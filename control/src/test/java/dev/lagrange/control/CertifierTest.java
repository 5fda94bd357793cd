package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.testbed.Await;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class CertifierTest {

  private static final Duration PROBE = Duration.ofSeconds(30);

  private final FakeVendor cluster = new FakeVendor("a", "b", "c");
  private final FakeNode primary = cluster.node("a").primaryAt(100);
  private final FakeNode replica = cluster.node("b").replicaAt(100, 100);
  private final FakeNode other = cluster.node("c").replicaAt(100, 100);
  private final TestTicker ticker = new TestTicker(0);
  private volatile List<LastRead> reads = List.of();
  private ClusterMonitor monitor;
  private Certifier certifier;

  @BeforeEach
  void open() throws SQLException {
    monitor = cluster.monitor(FakeVendor.onDemand(), ticker);
    certifier = certifier(Duration.ofMinutes(10));
  }

  private Certifier certifier(Duration patience) {
    return new Certifier(monitor, cluster, ticker, () -> reads, patience, PROBE);
  }

  private void awaitSeenDead(FakeNode node) {
    Await.until(
        "it to be seen",
        Await.PATIENCE,
        () -> {
          monitor.observationAfter(node.id(), ticker.read()).exceptionally(gone -> null).join();
          return !monitor.view().node(node.id()).live();
        });
  }

  /** There is no proof, however often the primary is looked at, until something has happened. */
  private void assertWaitsFor(Runnable event) {
    CompletableFuture<Proof> proof = certifier.after(ticker.read());
    int asked = primary.probes();
    Await.until("some more looks", Await.PATIENCE, () -> primary.probes() > asked + 3);
    assertThat(proof).isNotDone();

    event.run();

    assertThat(proof.join().run()).isEqualTo(primary.run());
  }

  /** A read that ends now. */
  private void read(FakeNode node) {
    long now = ticker.read();
    reads = List.of(new LastRead(node.id(), node.run(), now, now));
  }

  @AfterEach
  void close() {
    replica.thaw();
    certifier.close();
    monitor.close();
  }

  @Test
  void primaryThatHidesNothingShowsAllWithoutAnybodyBeingAsked() {
    replica.freeze();
    other.freeze();
    long now = ticker.read();

    Proof proof = certifier.after(now).join();

    assertThat(proof.run()).isEqualTo(primary.run());
    other.thaw();
  }

  @Test
  void whatNoReplicaShowsIsNotWaitedFor() {
    primary.hiding(7L, 8L);
    replica.showing(5L, 6L);

    assertThat(certifier.after(ticker.read()).join().run()).isEqualTo(primary.run());
  }

  @Test
  void whatAReplicaShowsIsWaitedForUntilThePrimaryShowsIt() {
    primary.hiding(7L, 8L);
    other.showing(8L);
    assertWaitsFor(() -> primary.hiding(7L, 9L));
  }

  @Test
  void newestTransactionsAreWaitedForLikeOlderOnes() {
    primary.hidingFrom(7, 9);
    other.showing(8L, 9L);
    assertWaitsFor(() -> primary.hidingFrom(9, 10));
  }

  @Test
  void replicaThatDiedAndWasNeverReadIsNotWaitedFor() {
    primary.hiding(7L);
    replica.showing(7L).stop();
    awaitSeenDead(replica);

    assertThat(certifier.after(ticker.read()).join().run()).isEqualTo(primary.run());
  }

  @Test
  void replicaThatWasReadAndDiedMayHaveShownWhatWaited() {
    primary.hiding(7L, 8L).open(8L);
    read(replica);
    replica.stop();
    awaitSeenDead(replica);
    assertWaitsFor(() -> primary.hiding(8L));
  }

  @Test
  void whatCameToWaitAfterItsLastReadWasNotShownByIt() {
    primary.hiding(7L);
    read(replica);
    replica.stop();
    awaitSeenDead(replica);
    primary.hiding(7L).open(7L);
    assertThat(certifier.after(ticker.read()).join().run()).isEqualTo(primary.run());

    primary.hiding(7L, 9L).open();
    assertThat(certifier.after(ticker.read()).join().run()).isEqualTo(primary.run());

    read(replica);
    assertWaitsFor(() -> primary.hiding());
  }

  @Test
  void whatTheRunBeforeHasShownIsNotForItsNextToSay() {
    primary.hiding(7L);
    read(replica);
    replica.restart();

    assertWaitsFor(() -> primary.hiding());
  }

  @Test
  void whatAReplicaHasShownBeforeACrashIsNotForItToSay() {
    primary.hiding(7L);
    read(replica);
    replica.crash();

    assertWaitsFor(() -> primary.hiding());
  }

  @Test
  void replicaWhoseConnectionsBreakStillKnowsWhatItHasShown() {
    primary.hiding(7L);
    read(replica);
    replica.disconnect();

    assertThat(certifier.after(ticker.read()).join().run()).isEqualTo(primary.run());
  }

  @Test
  void replicaThatRestartedIsAskedAnew() {
    primary.hiding(7L);
    assertThat(certifier.after(ticker.read()).join().run()).isEqualTo(primary.run());
    replica.showing(7L).restart();

    assertWaitsFor(() -> primary.hiding());
  }

  @Test
  void primaryThatDoesNotShowItInTimeHasNoProof() {
    certifier.close();
    certifier = certifier(Duration.ofNanos(100));
    primary.hiding(7L);
    replica.showing(7L);

    assertThatThrownBy(() -> certifier.after(ticker.read()).join())
        .hasMessageContaining("does not show yet what a replica has shown");
  }
}
