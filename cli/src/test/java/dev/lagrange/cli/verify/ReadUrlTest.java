package dev.lagrange.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;

class ReadUrlTest {

  @Test
  void readUrlNeedsTheUrlOfTheWrites() {
    Run run = Run.of("verify", "--read-url", "jdbc:postgresql://replica/app");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--read-url", "--url");
  }
}
