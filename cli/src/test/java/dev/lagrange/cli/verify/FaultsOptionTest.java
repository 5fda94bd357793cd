package dev.lagrange.cli.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;

final class FaultsOptionTest {

  @Test
  void unknownFaultIsUsageError() {
    Run run = Run.of("verify", "--faults", "lag,failovr");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("failovr", "failover", "replay-paused");
  }

  @Test
  void clusterOfSomebodyElseIsNotBroken() {
    Run run = Run.of("verify", "--url", "jdbc:postgresql://localhost/app", "--faults", "all");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--faults", "leave --url out");
  }

  @Test
  void noProxyIsStartedBeforeAClusterOfSomebodyElse() {
    Run run = Run.of("verify", "--url", "jdbc:postgresql://localhost/app", "--through", "proxy");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("--through proxy", "give the proxy's address");
  }
}
