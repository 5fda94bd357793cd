package dev.lagrange.routing.route;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SelectorTest {

  private static final NodeState A = node("a", 100);
  private static final NodeState B = node("b", 100);
  private static final NodeState C = node("c", 100);
  private static final List<NodeState> ALL = List.of(A, B, C);

  @Test
  void roundRobinTakesEachInTurn() {
    List<NodeState> taken = new ArrayList<>();
    for (int turn = Integer.MAX_VALUE - 2; turn != Integer.MIN_VALUE + 3; turn++) {
      taken.add(Selector.ROUND_ROBIN.select(List.of(A, B), node -> 0, turn));
    }
    assertThat(taken).contains(A, B);
    assertThat(Selector.ROUND_ROBIN.select(ALL, node -> 0, 0)).isSameAs(A);
    assertThat(Selector.ROUND_ROBIN.select(ALL, node -> 0, 1)).isSameAs(B);
    assertThat(Selector.ROUND_ROBIN.select(ALL, node -> 0, -1)).isSameAs(C);
  }

  @Test
  void onlyCandidateIsTaken() {
    assertThat(Selector.LEAST_OUTSTANDING.select(List.of(A), node -> 9, 12345)).isSameAs(A);
  }

  @Test
  void busierOfTwoIsLeftAlone() {
    for (int chance = -1000; chance < 1000; chance++) {
      assertThat(
              Selector.LEAST_OUTSTANDING.select(
                  List.of(A, B), node -> node.equals(A) ? 3 : 2, chance))
          .isSameAs(B);
    }
  }

  @Test
  void busiestOfAllIsNeverTakenSinceTheTwoDrawnDiffer() {
    for (int chance = -200_000; chance < 200_000; chance += 7) {
      assertThat(Selector.LEAST_OUTSTANDING.select(ALL, node -> node.equals(C) ? 1 : 0, chance))
          .isNotSameAs(C);
    }
  }

  @Test
  void slowNodeCountsForMore() {
    NodeState slow = node("slow", 1000);
    assertThat(
            Selector.LEAST_OUTSTANDING.select(List.of(slow, A), node -> node.equals(A) ? 5 : 0, 7))
        .isSameAs(A);
  }

  @Test
  void everyNodeHasItsTurnWhileNoneIsBusy() {
    Set<NodeState> taken = new HashSet<>();
    for (int chance = 0; chance < 10; chance++) {
      taken.add(Selector.LEAST_OUTSTANDING.select(ALL, node -> 0, chance));
    }
    assertThat(taken).containsExactlyInAnyOrder(A, B, C);
  }

  private static NodeState node(String id, long latency) {
    return new NodeState(
        new NodeId(id),
        Role.REPLICA,
        true,
        null,
        null,
        null,
        0,
        null,
        0,
        Duration.ofNanos(latency));
  }
}
