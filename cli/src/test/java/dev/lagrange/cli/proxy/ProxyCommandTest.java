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
    "--auth, scram, 'scram-sha-256, md5, password, trust, cert'",
    "--tls, on, 'disable, prefer, require, verify'",
    "--tls, require, 'give --tls-cert and --tls-key'",
    "--tls, verify, 'give --tls-cert and --tls-key'",
    "--tls-cert, some.crt, '--tls-cert needs --tls-key: give both'",
    "--tls-key, some.key, '--tls-key needs --tls-cert: give both'",
    "--tls-ca, some.crt, 'needs --tls-cert and --tls-key'",
    "--auth, cert, 'give --tls-cert and --tls-key'",
    "--auth, password, 'give --tls-cert and --tls-key'",
    "--threads, 257, 'between 1 and 256, not 257'",
    "--users, /nowhere/at/all, cannot be read",
    "--pooling, sesion, 'transaction, session; did you mean ''session''?'",
    "--auth-query, 'SELECT 1, 2', 'has no $1, which stands for the user'",
    "--auth-user, asks, '--auth-user needs --auth-query'",
    "--login-timeout, 5, '5s'",
    "--login-timeout, soon, 'a duration'",
    "--login-timeout, 999ms, 'between 1s and 10min, not 999ms'",
    "--login-timeout, 11min, 'between 1s and 10min, not 11min'",
    "--max-clients, 0, '--max-clients must be between 1 and 1000000, not 0: leave it out'",
    "--max-clients, 1000001, 'between 1 and 1000000, not 1000001'",
    "--max-clients, some, 'not an int'",
    "--client-idle-timeout, 0ms, 'between 1s and 30d, not 0ms: leave it out for no limit'",
    "--client-idle-timeout, 60, '60s'",
    "--client-idle-timeout, soon, 'a duration'",
    "--idle-transaction-timeout, 31d, '--idle-transaction-timeout must be between 1s and 30d'",
    "--idle-transaction-timeout, 999ms, 'not 999ms'",
    "--peer-id, 0, '--peer-id must be between 1 and 1023, not 0'",
    "--peer-id, 1024, 'between 1 and 1023, not 1024'",
    "--peer-id, one, 'not an int'",
    "--peer, 2=b:6432, '--peer needs --peer-id'",
    "--peer, b:6432, 'it is no instance: give ID=HOST:PORT'"
  })
  void badInputIsAUsageErrorThatNamesTheRule(String option, String value, String rule) {
    Run run = Run.of("proxy", "--url", URL, option, value);

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(rule);
    assertThat(run.err()).containsAnyOf(value, option);
  }

  @ParameterizedTest
  @CsvSource({
    "--auth=cert, --tls=require, '--auth cert needs --tls verify, not require'",
    "--auth=scram-sha-256, --tls=verify, '--tls verify needs --tls-ca'",
    "--auth=password, --tls=disable, '--auth password needs TLS'",
    "--auth=md5, --tls=require, 'certificate file ''nowhere.crt'' is not there: name a file'"
  })
  void badTlsIsAUsageErrorToo(String method, String mode, String rule) {
    Run run =
        Run.of(
            "proxy", "--url", URL, method, mode, "--tls-cert=nowhere.crt", "--tls-key=nowhere.key");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains(rule);
  }

  @Test
  void allThatIsWrongWithTheInstancesIsToldAtOnce() {
    Run run =
        Run.of(
            "proxy",
            "--url",
            URL,
            "--peer-id=1",
            "--peer=1=a:1",
            "--peer=2=b:1",
            "--peer=2=c:1",
            "--peer=3");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err())
        .contains(
            "'1=a:1': it has the number of --peer-id, 1: name only the other instances",
            "'2=c:1': b:1 has the number 2, too: give each instance its own",
            "'3': it is no instance: give ID=HOST:PORT");
  }

  @Test
  void allThatIsWrongWithTheLimitsIsToldAtOnce() {
    Run run = Run.of("proxy", "--url", URL, "--max-clients=-1", "--idle-transaction-timeout=1ms");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("not -1: leave it out", "not 1ms: leave it out");
  }

  @Test
  void aUrlWithoutPasswordLetsNobodyIn() {
    Run run = Run.of("proxy", "--url", "jdbc:lagrange:postgresql://127.0.0.1:1/app");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("nobody may log in");
  }

  @Test
  void whoRunsTheAuthQueryHasToBeListed() {
    Run run = Run.of("proxy", "--url", URL, "--auth-query", "--auth-user", "asks");

    assertThat(run.exitCode()).isEqualTo(2);
    assertThat(run.err()).contains("the password of 'asks', who is to run the auth query");
  }

  @Test
  void aClusterThatIsNotThereIsTold() {
    assertThat(Run.of("proxy", "--url", URL).err()).contains("127.0.0.1:1", "refused");
  }
}
