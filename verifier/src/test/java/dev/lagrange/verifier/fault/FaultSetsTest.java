package dev.lagrange.verifier.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FaultSetsTest {

  @Test
  void namesOfSetsAndKindsAddUp() {
    assertThat(FaultSets.parse("lag, replica-killed"))
        .containsExactlyInAnyOrder(
            FaultKind.REPLAY_PAUSED, FaultKind.REPLAY_DELAYED, FaultKind.REPLICA_KILLED);
  }

  @Test
  void noneIsNone() {
    assertThat(FaultSets.parse("none")).isEmpty();
  }

  @Test
  void allAreThoseThatAreSurvived() {
    assertThat(FaultSets.parse("all")).isNotEmpty().allMatch(FaultKind::isSurvived);
    assertThat(FaultSets.parse("all,split-brain")).hasSameSizeAs(FaultKind.values());
  }

  @Test
  void everyKindCanBeNamed() {
    for (FaultKind kind : FaultKind.values()) {
      assertThat(FaultSets.parse(kind.key())).containsExactly(kind);
    }
  }

  @Test
  void unknownWordIsRefusedWithTheNearestKnownOne() {
    assertThatThrownBy(() -> FaultSets.parse("none,replica-kiled"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("replica-kiled")
        .hasMessageContaining("replica-killed")
        .hasMessageContaining("failover");
  }
}
