package dev.lagrange.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;

final class DemoCommandTest {

  @Test
  void valueOutOfRangeIsUsageError() {
    Run seconds = Run.of("demo", "--once", "--seconds", "0");
    assertThat(seconds.exitCode()).isEqualTo(2);
    assertThat(seconds.err()).contains("--seconds must be between 1 and 3600, not 0");

    Run rows = Run.of("demo", "--rows", "10");
    assertThat(rows.exitCode()).isEqualTo(2);
    assertThat(rows.err()).contains("--rows must be between");
  }

  @Test
  void unknownLevelIsUsageError() {
    Run run = Run.of("demo", "--level", "bounded");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("--level", "bounded(5s)");
  }
}
