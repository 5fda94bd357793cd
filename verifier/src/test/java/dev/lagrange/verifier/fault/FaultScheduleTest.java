package dev.lagrange.verifier.fault;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class FaultScheduleTest {

  private static final Set<FaultKind> ALL = EnumSet.allOf(FaultKind.class);

  @Property(tries = 200)
  void sameSeedGivesTheSameSchedule(
      @ForAll Set<FaultKind> kinds, @ForAll @IntRange(max = 300) int seconds, @ForAll long seed) {
    assertThat(draw(kinds, seconds, seed)).isEqualTo(draw(kinds, seconds, seed));
  }

  @Property(tries = 200)
  void onlyTheGivenKindsComeAndAllEndWithinTheRun(
      @ForAll Set<FaultKind> kinds, @ForAll @IntRange(max = 300) int seconds, @ForAll long seed) {
    assertThat(draw(kinds, seconds, seed).events())
        .isSortedAccordingTo((one, other) -> one.at().compareTo(other.at()))
        .allSatisfy(
            event -> {
              assertThat(kinds).contains(event.kind());
              assertThat(event.at()).isGreaterThanOrEqualTo(Draw.QUIET);
              assertThat(event.until()).isLessThanOrEqualTo(Duration.ofSeconds(seconds));
            });
  }

  @Property(tries = 200)
  void aNodeIsHealthyBetweenTwoFaults(@ForAll Set<FaultKind> kinds, @ForAll long seed) {
    Duration gap = Duration.ofMillis(Draw.GAP.least());
    for (Rank node : List.of(Rank.PRIMARY, Rank.REPLICA_1, Rank.REPLICA_2)) {
      List<FaultEvent> events =
          draw(kinds, 120, seed).events().stream()
              .filter(event -> event.rank() == node || event.rank() == Rank.CLUSTER)
              .toList();
      for (int i = 1; i < events.size(); i++) {
        assertThat(events.get(i).at()).isGreaterThanOrEqualTo(events.get(i - 1).until().plus(gap));
      }
    }
  }

  @Property(tries = 200)
  void clientsCanReachANodeAtEveryMoment(@ForAll Set<FaultKind> kinds, @ForAll long seed) {
    List<FaultEvent> outOfReach =
        draw(kinds, 120, seed).events().stream()
            .filter(event -> event.kind().isOutOfReach())
            .toList();
    for (FaultEvent begun : outOfReach) {
      assertThat(outOfReach)
          .filteredOn(event -> event.at().compareTo(begun.at()) <= 0)
          .filteredOn(event -> begun.at().compareTo(event.until()) < 0)
          .hasSizeLessThan(1 + FaultSchedule.REPLICAS);
    }
  }

  @Property(tries = 100)
  void eachKindHasItsTurnInALongRunAndOnTheNodesItIsFor(@ForAll long seed) {
    List<FaultEvent> events = draw(ALL, 300, seed).events();
    assertThat(events.stream().map(FaultEvent::kind)).containsAll(ALL);
    assertThat(events)
        .allSatisfy(event -> assertThat(ranks(event.kind().scope())).contains(event.rank()));
  }

  @Test
  void twoReplicasHaveFaultsAtOnce() {
    List<FaultEvent> events = draw(EnumSet.of(FaultKind.REPLAY_PAUSED), 60, 1).events();
    assertThat(events)
        .anySatisfy(
            one ->
                assertThat(events)
                    .anySatisfy(
                        other -> {
                          assertThat(other.rank()).isNotEqualTo(one.rank());
                          assertThat(other.at()).isBetween(one.at(), one.until());
                        }));
  }

  @Test
  void anotherSeedGivesAnotherSchedule() {
    assertThat(draw(ALL, 60, 1)).isNotEqualTo(draw(ALL, 60, 2));
  }

  private static FaultSchedule draw(Set<FaultKind> kinds, int seconds, long seed) {
    return FaultSchedule.draw(kinds, Duration.ofSeconds(seconds), seed);
  }

  private static Collection<Rank> ranks(FaultKind.Scope scope) {
    return switch (scope) {
      case PRIMARY -> List.of(Rank.PRIMARY);
      case REPLICA -> List.of(Rank.REPLICA_1, Rank.REPLICA_2);
      case NODE -> List.of(Rank.PRIMARY, Rank.REPLICA_1, Rank.REPLICA_2);
      case CLUSTER -> List.of(Rank.CLUSTER);
    };
  }
}
