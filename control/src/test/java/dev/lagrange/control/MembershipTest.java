package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.TopologySource.Verdict;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Nodes that come and go, on scripted servers; the URL names {@code a}. */
class MembershipTest {

  private final FakeVendor servers = new FakeVendor("a", "b", "c");
  private final Script script = new Script();
  private final List<NodeId> left = Collections.synchronizedList(new ArrayList<>());

  /** A source that says what the test has it say. */
  private static final class Script implements TopologySource {
    private Topology first = topology(1, "a");
    private Function<Topology, Verdict> user = topology -> Verdict.TAKEN;
    private final AtomicInteger asked = new AtomicInteger();

    @Override
    public void start(Function<Topology, Verdict> consumer) {
      user = consumer;
      assertThat(user.apply(first)).isNotEqualTo(Verdict.OUTDATED);
    }

    @Override
    public void askSoon() {
      asked.incrementAndGet();
    }

    @Override
    public void close() {}

    Verdict say(Topology topology) {
      return user.apply(topology);
    }
  }

  @Test
  void membersAreWatchedFromTheStart() throws SQLException {
    servers.node("b").primaryAt(100);
    script.first = topology(1, "b", "a", "b", "c");
    try (ClusterMonitor monitor = start()) {
      assertThat(monitor.view().primary().id().value()).isEqualTo("b:5432");
      assertThat(names(monitor)).containsExactly("a:5432", "b:5432", "c:5432");
    }
  }

  @Test
  void memberThatJoinsServesOnceItHasAnswered() throws SQLException {
    servers.node("a").primaryAt(100);
    try (ClusterMonitor monitor = start()) {
      assertThat(names(monitor)).containsExactly("a:5432");

      assertThat(script.say(topology(1, "a", "a", "b"))).isEqualTo(Verdict.TAKEN);

      awaitReplica(monitor, "b");
    }
  }

  @Test
  void memberThatIsNotNamedTwiceInARowLeaves() throws SQLException {
    servers.node("a").primaryAt(100);
    script.first = topology(1, "a", "a", "b");
    try (ClusterMonitor monitor = start()) {
      script.say(topology(1, "a", "a"));
      script.say(topology(1, "a", "a", "b"));
      script.say(topology(1, "a", "a"));
      assertThat(names(monitor)).as("not in a row").contains("b:5432");

      script.say(topology(1, "a", "a"));

      assertThat(names(monitor)).containsExactly("a:5432");
      assertThat(left).containsExactly(new NodeId("b:5432"));
      assertThat(monitor.departed()).isOne();
      assertThat(monitor.address(new NodeId("b:5432"))).isNull();
      assertThat(monitor.observationAfter(new NodeId("b:5432"), 0)).isCompletedExceptionally();
      assertThat(monitor.view().node(new NodeId("b:5432")).live()).isFalse();
    }
  }

  @Test
  void nodeOfTheUrlAndThePrimaryStay() throws SQLException {
    servers.node("b").primaryAt(100);
    script.first = topology(1, "b", "a", "b");
    try (ClusterMonitor monitor = start()) {
      script.say(topology(1, null, "c"));
      script.say(topology(1, null, "c"));

      assertThat(names(monitor)).contains("a:5432", "b:5432");
    }
  }

  @Test
  void answerOlderThanThePresentPrimaryIsRefused() throws SQLException {
    servers.node("a").primaryAt(100).onTimeline(3);
    try (ClusterMonitor monitor = start()) {
      assertThat(script.say(topology(2, "c", "a", "c"))).isEqualTo(Verdict.OUTDATED);
      assertThat(names(monitor)).containsExactly("a:5432");

      assertThat(script.say(topology(2, "a", "a", "c")))
          .as("it names the primary, and has not heard yet of its promotion")
          .isEqualTo(Verdict.TAKEN);
    }
  }

  @Test
  void memberOfAnotherClusterServesNothing() throws SQLException {
    servers.node("a").primaryAt(100);
    servers.node("b").of("7000000000000000002").primaryAt(500).onTimeline(9);
    try (ClusterMonitor monitor = start()) {
      script.say(topology(1, "a", "a", "b", "c"));
      awaitReplica(monitor, "c");
      Await.until(
          "the other to have answered", Await.PATIENCE, () -> servers.node("b").probes() > 0);

      assertThat(monitor.view().node(new NodeId("b:5432")).live()).isFalse();
      assertThat(monitor.view().primary().id().value()).isEqualTo("a:5432");
    }
  }

  @Test
  void sourceIsAskedAtOnceWhenThePrimaryIsLost() throws SQLException {
    servers.node("a").primaryAt(100);
    script.first = topology(1, "a", "a", "b");
    try (ClusterMonitor monitor = start()) {
      assertThat(script.asked).hasValue(0);
      servers.node("a").stop();
      assertThat(monitor.observationAfter(new NodeId("a:5432"), Long.MAX_VALUE / 2))
          .failsWithin(Await.PATIENCE);
      Await.until("it to be asked", Await.PATIENCE, () -> script.asked.get() > 0);

      assertThat(script.say(topology(1, "a", "a", "b"))).isEqualTo(Verdict.PRESSING);
    }
  }

  @Test
  void memberThatIsToServeNoReadsIsNoCandidate() throws SQLException {
    servers.node("a").primaryAt(100);
    try (ClusterMonitor monitor = start()) {
      script.say(
          new Topology(
              List.of(
                  new Topology.Member(new HostPort("b", 5432), true, false),
                  new Topology.Member(new HostPort("c", 5432), true, true)),
              new HostPort("a", 5432),
              1));
      awaitReplica(monitor, "b");
      awaitReplica(monitor, "c");

      assertThat(monitor.view().withoutReplicas(List.of()).replicas())
          .extracting(node -> node.id().value())
          .containsExactly("c:5432");
    }
  }

  private ClusterMonitor start() throws SQLException {
    RoutingListener listener =
        new RoutingListener() {
          @Override
          public void nodeLeft(NodeId node) {
            left.add(node);
          }
        };
    return ClusterMonitor.start(
        servers,
        ClusterUrl.parse("jdbc:lagrange:postgresql://a:5432/db"),
        FakeVendor.onDemand(),
        Ticker.system(),
        listener,
        script);
  }

  private static void awaitReplica(ClusterMonitor monitor, String host) {
    Await.until(
        host + " to be a live replica",
        Await.PATIENCE,
        () -> monitor.view().node(new NodeId(host + ":5432")).isLiveReplica());
  }

  private static List<String> names(ClusterMonitor monitor) {
    return monitor.view().nodes().stream().map(NodeState::id).map(NodeId::value).toList();
  }

  private static Topology topology(int timeline, @Nullable String leader, String... members) {
    return new Topology(
        Stream.of(members)
            .map(host -> new Topology.Member(new HostPort(host, 5432), true, true))
            .toList(),
        leader == null ? null : new HostPort(leader, 5432),
        timeline);
  }
}
