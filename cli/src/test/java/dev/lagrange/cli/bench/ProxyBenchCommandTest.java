package dev.lagrange.cli.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyBenchCommandTest {

  @ParameterizedTest
  @CsvSource({
    "--rounds,0,--rounds must be between 1 and 1000",
    "--clients,'1,201',--clients must be between 1 and 200",
    "--protocol,binary,'--protocol must be simple, extended or prepared'",
  })
  void valueThatMakesNoSenseIsUsageError(String option, String value, String complaint) {
    Run run = Run.of("bench", "proxy", option, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(complaint);
    assertThat(run.out()).isEmpty();
  }

  @Test
  void helpNamesWhereProgramsAreLookedFor() {
    Run run = Run.of("bench", "proxy", "--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("LAGRANGE_PGBENCH", "LAGRANGE_PGBOUNCER", "LAGRANGE_PGPOOL");
  }
}
