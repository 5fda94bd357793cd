package dev.lagrange.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;

/** The demo on a small data set, two seconds a level. */
final class DemoIT {

  @Test
  void everyLevelKeepsItsPromisesAndWeakServesStaleReads() {
    Run run = Run.of("demo", "--once", "--seconds", "2", "--rows", "2000");

    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out())
        .contains("PASSED", "kept")
        .doesNotContain("BROKEN", "requests failed", "\u001b")
        .containsPattern("served [1-9][\\d,]* stale reads");
  }
}
