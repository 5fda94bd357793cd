package dev.lagrange.cli.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.cli.Run;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ProxyCommandTest {

  private static final String URL = "jdbc:lagrange:postgresql://127.0.0.1:1/app?user=a&password=b";

  @ParameterizedTest
  @CsvSource({
    "--listen, nowhere, 'give HOST:PORT'",
    "--listen, 127.0.0.1:65536, 'give HOST:PORT'",
    "--auth, scram, 'scram-sha-256, md5, password, trust'",
    "--threads, 257, 'between 1 and 256, not 257'",
    "--users, /nowhere/at/all, cannot be read"
  })
  void badInputIsAUsageErrorThatNamesTheRule(String option, String value, String rule) {
    Run run = Run.of("proxy", "--url", URL, option, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(value, rule);
  }

  @Test
  void aUrlWithoutPasswordLetsNobodyIn() {
    Run run = Run.of("proxy", "--url", "jdbc:lagrange:postgresql://127.0.0.1:1/app");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("nobody may log in");
  }

  @Test
  void aClusterThatIsNotThereIsTold() {
    assertThat(Run.of("proxy", "--url", URL).err()).contains("127.0.0.1:1", "refused");
  }
}
