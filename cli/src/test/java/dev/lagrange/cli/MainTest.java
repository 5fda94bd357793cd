package dev.lagrange.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class MainTest {

  @Test
  void helpNamesTheCommands() {
    Run run = Run.of("--help");

    assertThat(run.exitCode()).isZero();
    assertThat(run.out()).contains("demo", "explain", "verify");
  }

  @Test
  void eachCommandHasHelp() {
    for (String command : new String[] {"demo", "explain", "verify"}) {
      Run run = Run.of(command, "--help");

      assertThat(run.exitCode()).isZero();
      assertThat(run.out()).startsWith("Usage: lagrange " + command).contains("--level");
    }
  }

  @Test
  void versionIsTheBuilds() {
    assertThat(Run.of("--version").out()).matches("lagrange \\d+\\.\\d+\\.\\d+\\S*\\R");
  }

  @Test
  void unknownCommandIsRefusedWithSuggestion() {
    Run run = Run.of("explian", "SELECT 1");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.out()).isEmpty();
    assertThat(run.err()).contains("explian").contains("explain");
  }

  @Test
  void missingCommandIsRefused() {
    Run run = Run.of();

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("lagrange --help");
  }
}
