package dev.lagrange.routing.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReplicaChoiceTest {

  private static final Duration SECOND = Duration.ofSeconds(1);
  private static final Duration WAIT = Duration.ofMillis(10);

  @Test
  void freshReplicasCoverTheFloor() {
    ClusterView view =
        view(replica("a", at(1, 99), SECOND, 0), replica("b", at(1, 100), SECOND, 0));
    assertThat(ReplicaChoice.fresh(view, at(1, 100), null))
        .extracting(node -> node.id().value())
        .containsExactly("b");
  }

  @Test
  void allAreFreshWithoutAFloor() {
    ClusterView view = view(replica("a", null, null, 0), replica("b", at(1, 100), SECOND, 0));
    assertThat(ReplicaChoice.fresh(view, null, null)).hasSize(2);
  }

  @Test
  void unknownPositionCoversNothing() {
    assertThat(ReplicaChoice.fresh(view(replica("a", null, SECOND, 0)), at(1, 1), null)).isEmpty();
  }

  @Test
  void unknownHistoryCoversNothing() {
    ClusterView view = view(replica("a", at(2, 500), SECOND, 0));
    assertThat(ReplicaChoice.fresh(view, at(1, 1), null)).isEmpty();
  }

  @Test
  void deadNodesAndPrimariesAreNoReplicas() {
    NodeState dead = replica("a", at(1, 100), SECOND, 0).ejected();
    ClusterView view = view(dead);
    assertThat(ReplicaChoice.fresh(view, null, null)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"PT1S, true", "PT2S, true", "PT2.000000001S, false", ", false"})
  void lagIsWithinTheLimitOnlyIfKnown(@Nullable Duration lag, boolean fresh) {
    ClusterView view = view(replica("a", at(1, 100), lag, 0));
    List<NodeState> found = ReplicaChoice.fresh(view, at(1, 100), Duration.ofSeconds(2));
    assertThat(!found.isEmpty()).isEqualTo(fresh);
  }

  @Test
  void freshestHasTheLeastKnownLag() {
    ClusterView view =
        view(
            replica("a", at(1, 1), null, 0),
            replica("b", at(1, 1), SECOND, 0),
            replica("c", at(1, 1), WAIT, 0));
    assertThat(ReplicaChoice.freshest(view)).isEqualTo(view.node(new NodeId("c")));
    assertThat(ReplicaChoice.freshest(view())).isNull();
  }

  /** A floor 100 bytes ahead, 10 ms to wait: 10 kB/s is just enough. */
  @ParameterizedTest
  @CsvSource({"0, false", "9999, false", "10000, true", "1e9, true", "Infinity, true", "-1, false"})
  void replicaIsExpectedIfItsRateSaysSo(double bytesPerSecond, boolean expected) {
    ClusterView view = view(replica("a", at(1, 100), SECOND, bytesPerSecond));
    NodeState first = ReplicaChoice.expectedFirst(view, at(1, 200), null, WAIT);
    assertThat(first != null).isEqualTo(expected);
  }

  @Test
  void fasterOneIsExpectedFirst() {
    ClusterView view =
        view(replica("a", at(1, 100), SECOND, 20_000), replica("b", at(1, 50), SECOND, 90_000));
    assertThat(ReplicaChoice.expectedFirst(view, at(1, 200), null, WAIT))
        .isEqualTo(view.node(new NodeId("b")));
  }

  @Test
  void replicaOverTheLagLimitIsNotWaitedFor() {
    ClusterView view = view(replica("a", at(1, 100), SECOND, 1e9));
    assertThat(ReplicaChoice.expectedFirst(view, at(1, 200), WAIT, WAIT)).isNull();
  }

  @Test
  void replicaOfAnUnknownHistoryIsNotWaitedFor() {
    ClusterView view = view(replica("a", at(2, 100), SECOND, Double.POSITIVE_INFINITY));
    assertThat(ReplicaChoice.expectedFirst(view, at(1, 200), null, WAIT)).isNull();
  }

  private static NodeState replica(
      String id, @Nullable PostgresPosition position, @Nullable Duration lag, double rate) {
    return new NodeState(
        new NodeId(id), Role.REPLICA, true, null, position, null, 0, lag, rate, Duration.ZERO);
  }

  private static ClusterView view(NodeState... nodes) {
    return new ClusterView(null, List.of(nodes), null, TimelineHistory.UNKNOWN);
  }

  private static PostgresPosition at(int timeline, long lsn) {
    return PostgresPosition.of(timeline, new Lsn(lsn));
  }
}
