package dev.lagrange.control.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.FakeNode;
import dev.lagrange.control.FakeVendor;
import dev.lagrange.control.TestTicker;
import dev.lagrange.control.session.Floor;
import dev.lagrange.control.session.Floors;
import dev.lagrange.control.session.Samples;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.WriteMark;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.route.Reason;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Random histories of writes, replay, restarts and failovers. A read that came back must show all
 * that its scope had written, and in cluster scope all that anybody had read; what a failover took
 * away must have been told (LG002) before a read passes over it.
 */
@Timeout(300)
class GuaranteesModelTest {

  private static final int HISTORIES = 60;
  private static final int STEPS = 60;

  @Test
  void clusterScopeReadsYourWritesAndMonotonically() throws SQLException {
    for (long seed = 0; seed < HISTORIES; seed++) {
      assertThat(violations(seed, SessionScope.CLUSTER, true)).as("seed %s", seed).isEmpty();
    }
  }

  @Test
  void datasourceScopeReadsYourWrites() throws SQLException {
    for (long seed = 1000; seed < 1000 + HISTORIES; seed++) {
      assertThat(violations(seed, SessionScope.DATASOURCE, true)).as("seed %s", seed).isEmpty();
    }
  }

  @Test
  void readsWithoutAFloorAreCaught() throws SQLException {
    List<String> caught = new ArrayList<>();
    for (long seed = 0; seed < HISTORIES && caught.isEmpty(); seed++) {
      caught.addAll(violations(seed, SessionScope.CLUSTER, false));
    }
    assertThat(caught).isNotEmpty();
  }

  private static List<String> violations(long seed, SessionScope scope, boolean withFloor)
      throws SQLException {
    FakeVendor cluster = new FakeVendor("a", "b", "c");
    cluster.node("a").primaryAt(100);
    cluster.node("b").replicaAt(100, 100);
    cluster.node("c").replicaAt(100, 100);
    TestTicker ticker = new TestTicker(0);
    try (ClusterMonitor monitor = cluster.monitor(FakeVendor.onDemand(), ticker)) {
      History history = new History(cluster, monitor, ticker, new Random(seed), scope, withFloor);
      for (int step = 0; step < STEPS; step++) {
        history.step();
      }
      return history.violations;
    }
  }

  private static final class History {
    private final List<FakeNode> nodes;
    private final ClusterMonitor monitor;
    private final TestTicker ticker;
    private final Random random;
    private final SessionScope scope;
    private final boolean withFloor;
    private final Session session = new Session(null);
    private final Floors floors;
    private final ReadRouter router;
    private final List<String> violations = new ArrayList<>();
    private FakeNode primary;
    private int timeline = 1;

    /** What the next read has to show. */
    private long required;

    /** Whether a failover took some of what the session wrote, and it was not told yet. */
    private boolean lost;

    /** What the session itself wrote last. */
    private long written;

    History(
        FakeVendor cluster,
        ClusterMonitor monitor,
        TestTicker ticker,
        Random random,
        SessionScope scope,
        boolean withFloor) {
      this.nodes = List.of(cluster.node("a"), cluster.node("b"), cluster.node("c"));
      this.primary = nodes.get(0);
      this.monitor = monitor;
      this.ticker = ticker;
      this.random = random;
      this.scope = scope;
      this.withFloor = withFloor;
      Options options =
          FakeVendor.onDemand()
              .with(OptionTable.FAILOVER_TIMEOUT, Duration.ZERO)
              .with(OptionTable.REPLICA_WAIT, Duration.ZERO);
      Samples samples = new Samples(monitor, options);
      this.floors = new Floors(monitor, samples, options, RoutingListener.NONE);
      this.router =
          new ReadRouter(monitor, samples, ticker, RoutingListener.NONE, options, node -> 0);
    }

    void step() {
      switch (random.nextInt(12)) {
        case 0, 1, 2 -> write();
        case 3, 4, 5 -> replicate();
        case 6 -> probe();
        case 7 -> restartReplica();
        case 8 -> failOver();
        default -> read();
      }
    }

    private void write() {
      long lsn = primary.replayed() + 1 + random.nextInt(20);
      primary.primaryAt(lsn);
      session.wrote(new WriteMark(ticker.read(), primary.run(), false, monitor.newestKnown()));
      written = lsn;
      required = Math.max(required, lsn);
    }

    private void replicate() {
      FakeNode replica = replica();
      long received = upTo(replica.received(), primary.replayed());
      replica.replicaAt(upTo(replica.replayed(), received), received);
    }

    private long upTo(long from, long to) {
      return to <= from ? from : from + random.nextLong(to - from + 1);
    }

    private void probe() {
      FakeNode node = nodes.get(random.nextInt(nodes.size()));
      monitor.observationAfter(node.id(), ticker.read()).handle((seen, failed) -> true).join();
    }

    /** A standby that restarts shows an older state than before (theory F6). */
    private void restartReplica() {
      FakeNode replica = replica();
      replica.restart();
      replica.replicaAt(replica.replayed() - random.nextInt(5), replica.received());
    }

    private FakeNode replica() {
      List<FakeNode> replicas = nodes.stream().filter(node -> !node.equals(primary)).toList();
      return replicas.get(random.nextInt(replicas.size()));
    }

    /** The best replica is promoted; the old primary and the other replica follow it. */
    private void failOver() {
      if (random.nextBoolean()) {
        return;
      }
      List<FakeNode> replicas = nodes.stream().filter(node -> !node.equals(primary)).toList();
      FakeNode one = replicas.get(0);
      FakeNode other = replicas.get(1);
      FakeNode next = one.received() >= other.received() ? one : other;
      FakeNode old = primary;
      old.restart();
      long fork = next.received();
      next.promote(++timeline);
      old.onTimeline(timeline).replicaAt(Math.min(old.replayed(), fork), fork);
      FakeNode follower = next.equals(one) ? other : one;
      follower.onTimeline(timeline);
      primary = next;
      for (FakeNode node : nodes) {
        monitor.observationAfter(node.id(), ticker.read()).handle((seen, failed) -> true).join();
      }
      lost |= written > fork;
      written = Math.min(written, fork);
      required = Math.min(required, fork);
    }

    private void read() {
      long arrivedAt = ticker.read();
      try {
        Floor floor =
            withFloor
                ? floors.of(Consistency.EVENTUAL, scope, session, arrivedAt)
                : new Floor(null, Reason.ANY_LIVE);
        long shown = serve(floor);
        if (lost) {
          violations.add("a lost write was not told");
        }
        if (shown < required) {
          violations.add("read " + shown + ", required " + required);
        }
        if (scope == SessionScope.CLUSTER) {
          required = Math.max(required, shown);
        }
      } catch (SQLException e) {
        if ("LG002".equals(e.getSQLState())) {
          lost = false;
        }
      }
    }

    /** As the driver does: a connection opened now proves only what was probed of its own run. */
    private long serve(Floor floor) throws SQLException {
      while (true) {
        NodeState chosen = router.choose(Consistency.EVENTUAL, floor, null, List.of()).node();
        FakeNode node =
            nodes.stream().filter(n -> n.id().equals(chosen.id())).findFirst().orElseThrow();
        if (chosen.role() == Role.PRIMARY || node.run().equals(chosen.run())) {
          return node.replayed();
        }
        probeAgain(node);
      }
    }

    private void probeAgain(FakeNode node) {
      monitor.observationAfter(node.id(), ticker.read()).handle((seen, failed) -> true).join();
    }
  }
}
