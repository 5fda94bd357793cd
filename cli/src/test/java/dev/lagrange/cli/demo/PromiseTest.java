package dev.lagrange.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import org.junit.jupiter.api.Test;

final class PromiseTest {

  @Test
  void strongerLevelsPromiseMore() {
    assertThat(Promise.of(Consistency.WEAK)).isEmpty();
    assertThat(Promise.of(Consistency.EVENTUAL))
        .containsExactlyInAnyOrder(Promise.READ_YOUR_WRITES, Promise.MONOTONIC_READS);
    assertThat(Promise.of(Consistency.parse("bounded(1s)")))
        .containsAll(Promise.of(Consistency.EVENTUAL))
        .contains(Promise.BOUND)
        .doesNotContain(Promise.RECENCY);
    assertThat(Promise.of(Consistency.STRONG)).contains(Promise.values());
  }
}
