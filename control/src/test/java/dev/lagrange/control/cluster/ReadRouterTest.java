package dev.lagrange.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.FakeNode;
import dev.lagrange.control.FakeVendor;
import dev.lagrange.control.TestTicker;
import dev.lagrange.control.session.Floor;
import dev.lagrange.control.session.Samples;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.Fallback;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.route.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ReadRouterTest {

  private final FakeVendor cluster = new FakeVendor("a", "b", "c");
  private final FakeNode a = cluster.node("a").primaryAt(100);
  private final FakeNode b = cluster.node("b").replicaAt(100, 100);
  private final FakeNode c = cluster.node("c").replicaAt(100, 100);
  private final TestTicker ticker = new TestTicker(0);
  private ClusterMonitor monitor;

  @BeforeEach
  void start() throws SQLException {
    monitor = cluster.monitor(FakeVendor.onDemand(), ticker);
  }

  @AfterEach
  void stop() {
    monitor.close();
  }

  @Test
  void coveringReplicaServesAndTheStickyOneIsPreferred() throws SQLException {
    ReadRouter router = router(FakeVendor.onDemand());
    for (int i = 0; i < 20; i++) {
      ReadRouter.Choice choice = router.choose(Consistency.EVENTUAL, floor(100), c.id(), List.of());
      assertThat(choice.node().id()).isEqualTo(c.id());
      assertThat(choice.reason()).isEqualTo(Reason.COVERS_FLOOR);
    }
  }

  @Test
  void nodeThatFailedTheReadIsNotAskedAgain() throws SQLException {
    ReadRouter router = router(FakeVendor.onDemand());
    assertThat(router.choose(Consistency.WEAK, floor(1), b.id(), List.of(b.id())).node().id())
        .isEqualTo(c.id());
    ReadRouter.Choice none =
        router.choose(Consistency.WEAK, floor(1), null, List.of(b.id(), c.id()));
    assertThat(none.node().id()).isEqualTo(a.id());
  }

  @Test
  void replicaThatCatchesUpInTimeIsWaitedFor() throws SQLException {
    b.replicaAt(200, 200);
    ReadRouter router =
        router(FakeVendor.onDemand().with(OptionTable.REPLICA_WAIT, Duration.ofMinutes(1)));
    ReadRouter.Choice choice =
        router.choose(Consistency.EVENTUAL, floor(200), null, List.of(c.id()));
    assertThat(choice.node().id()).isEqualTo(b.id());
    assertThat(choice.reason()).isEqualTo(Reason.WAITED);
  }

  @Test
  void thePrimaryServesWhatNoReplicaCovers() throws SQLException {
    ReadRouter router = router(FakeVendor.onDemand().with(OptionTable.REPLICA_WAIT, Duration.ZERO));
    ReadRouter.Choice choice = router.choose(Consistency.EVENTUAL, floor(200), null, List.of());
    assertThat(choice.node().id()).isEqualTo(a.id());
    assertThat(choice.reason()).isEqualTo(Reason.NO_REPLICA_FRESH);
  }

  @Test
  void readFailsIfThePrimaryMayNotServeIt() {
    ReadRouter router = router(without(Fallback.ERROR));
    assertThatThrownBy(() -> router.choose(Consistency.EVENTUAL, floor(200), null, List.of()))
        .isInstanceOf(ReplicaLagException.class);
  }

  @Test
  void staleReplicaServesIfItMayButNotOneThatFailedTheRead() throws SQLException {
    ReadRouter router = router(without(Fallback.STALE));
    ReadRouter.Choice choice =
        router.choose(Consistency.EVENTUAL, floor(200), null, List.of(b.id()));
    assertThat(choice.node().id()).isEqualTo(c.id());
    assertThat(choice.reason()).isEqualTo(Reason.STALE_ALLOWED);
    assertThat(
            router
                .choose(Consistency.EVENTUAL, floor(200), null, List.of(b.id(), c.id()))
                .node()
                .id())
        .isEqualTo(a.id());
  }

  @Test
  void lateReplicaIsAsGoodAsThePrimaryThatIsNotThere() throws SQLException {
    a.stop();
    assertThat(monitor.sampleAfter(ticker.read())).failsWithin(Duration.ofSeconds(30));
    b.replicaAt(200, 200);
    monitor.observationAfter(b.id(), ticker.read()).join();
    ReadRouter router = router(FakeVendor.onDemand().with(OptionTable.REPLICA_WAIT, Duration.ZERO));
    assertThat(router.choose(Consistency.EVENTUAL, floor(200), null, List.of()).node().id())
        .isEqualTo(b.id());
  }

  @Test
  void waitingForAPrimaryEnds() throws SQLException {
    a.stop();
    assertThat(monitor.sampleAfter(ticker.read())).failsWithin(Duration.ofSeconds(30));
    ReadRouter router =
        router(without(Fallback.PRIMARY).with(OptionTable.FAILOVER_TIMEOUT, Duration.ZERO));
    assertThatThrownBy(() -> router.choose(Consistency.EVENTUAL, floor(900), null, List.of()))
        .isInstanceOf(ReplicaLagException.class);
  }

  private static Options without(Fallback fallback) {
    return FakeVendor.onDemand()
        .with(OptionTable.FALLBACK, fallback)
        .with(OptionTable.REPLICA_WAIT, Duration.ZERO);
  }

  private ReadRouter router(Options options) {
    return new ReadRouter(
        monitor, new Samples(monitor, options), ticker, RoutingListener.NONE, options, node -> 0);
  }

  private static Floor floor(long lsn) {
    return new Floor(PostgresPosition.of(1, new Lsn(lsn)), Reason.COVERS_FLOOR);
  }
}
