package dev.lagrange.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;

/** The benchmark under a light load, a second each way. */
final class BenchIT {

  @Test
  void driverKeepsItsPromisesAndReplicasInTurnMissWrites() {
    Run run = Run.of("bench", "--seconds", "1", "--writes", "100", "--users", "500");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("PASSED")
        .doesNotContain("failed")
        // the control: a count of misses that cannot be zero
        .containsPattern("replicas in turn +100.0% .* [1-9][\\d,]* +[\\d,]+\\R");
  }
}
