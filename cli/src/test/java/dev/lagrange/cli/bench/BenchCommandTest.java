package dev.lagrange.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class BenchCommandTest {

  @ParameterizedTest
  @CsvSource({
    "--seconds,0,--seconds must be between 1 and 3600",
    "--writes,0,--writes must be between 1 and 1000000",
    "--users,99,--users must be between 100 and 1000000",
    "--lag,5,'5ms'",
    "--lag,'5ms,2d',--lag must be between 0ms and 1h",
  })
  void valueThatMakesNoSenseIsUsageError(String option, String value, String complaint) {
    Run run = Run.of("bench", option, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(complaint);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpTellsWhatIsCompared() {
    Run run = Run.of("bench", "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("--lag", "frameworks");
  }
}
