package dev.lagrange.routing.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.routing.consistency.Consistency;
import java.time.Duration;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OptionsTest {

  private static final Set<String> DRIVER = Set.of("user", "password", "sslmode");
  private static final String SECRET = "correct horse battery";

  @Test
  void whatIsNotGivenHasItsDefault() {
    Options options = Options.parse(Map.of("maxLag", "10s"), DRIVER);

    assertThat(options.get(OptionTable.MAX_LAG)).isEqualTo(Duration.ofSeconds(10));
    assertThat(options.get(OptionTable.CONSISTENCY)).isEqualTo(Consistency.EVENTUAL);
    assertThat(options.find(OptionTable.TOKEN_KEY)).isEmpty();
  }

  @Test
  void optionWithoutValueAndDefaultCannotBeGotten() {
    assertThatExceptionOfType(NoSuchElementException.class)
        .isThrownBy(() -> Options.DEFAULTS.get(OptionTable.MONITOR_USER))
        .withMessageContaining("monitorUser");
  }

  @Test
  void propertiesOfTheDriverPassThrough() {
    Options options = Options.parse(Map.of("user", "app", "routing", "PRIMARY"), DRIVER);

    assertThat(options.passedThrough()).containsExactly(Map.entry("user", "app"));
    assertThat(options.get(OptionTable.ROUTING)).isEqualTo(RoutingMode.PRIMARY);
  }

  @Test
  void allProblemsAreReportedAtOnce() {
    Map<String, String> given =
        Map.of(
            "replicaWait", "10",
            "maxPoolSize", "0",
            "fallbak", "error",
            "ssl_mode", "require",
            "maxLag", "10s",
            "tokenKey", "short");

    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(given, DRIVER))
        .withMessage(
            """
            5 problems:
            - Option 'fallbak' is known neither to Lagrange nor to the underlying driver; did you \
            mean 'fallback'?
            - Option 'maxPoolSize': '0' is out of range: choose a whole number from 1 to 10000
            - Option 'replicaWait': '10' has no unit: write '10s' or '10ms'
            - Option 'ssl_mode' is known neither to Lagrange nor to the underlying driver; did you \
            mean 'sslmode'?
            - Option 'tokenKey': the secret has 5 characters: choose a secret of at least 16 \
            characters, or leave the option out""");
  }

  @ParameterizedTest
  @CsvSource({
    "replicaWait, 2min, '''2min'' is out of range: choose a duration from 0ms to 1min'",
    "replicaWait, -1ms, '''-1ms'' is out of range: choose a duration from 0ms to 1min'",
    "maxPoolSize, ten, '''ten'' is not a whole number: choose a whole number from 1 to 10000'",
    "maxPoolSize, 4294967297, "
        + "'''4294967297'' is out of range: choose a whole number from 1 to 10000'",
    "selector, roundrobbin, '''roundrobbin'' is unknown: choose leastOutstanding or roundRobin;"
        + " did you mean ''roundRobin''?'",
    "consistency, bounded, '''bounded'' has no bound in parentheses: write one, such as"
        + " ''bounded(5s)'''",
    "monitorUser, ' ', 'the value is blank: give one, or leave the option out'",
    "patroni, 'a:8008,ftp://b', '''ftp://b'' is not the address of a REST server: write it as"
        + " ''http://10.0.0.1:8008'', with http or https, and without user, path and query'",
    "patroni, http://u:secret@b, 'one of the values is not the address of a REST server: write it"
        + " as ''http://10.0.0.1:8008'', with http or https, and without user, path and query'"
  })
  void problemNamesOptionValueRuleAndRemedy(String key, String value, String problem) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(Map.of(key, value), DRIVER))
        .withMessage("Option '%s': %s", key, problem);
  }

  @Test
  void unlikelyKeyIsToldToBeLeftOut() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(Map.of("zzzzzz\n", "1"), DRIVER))
        .withMessage(
            "Option 'zzzzzz?' is known neither to Lagrange nor to the underlying driver: leave it"
                + " out");
  }

  @Test
  void givenValueWinsOverTheEnvironment() {
    Map<String, String> environment =
        Map.of("LAGRANGE_MAX_LAG", "1s", "LAGRANGE_ROUTING", "observe", "LAGRANGE_HOME", "/x");

    Options options = Options.parse(Map.of("maxLag", "2s"), DRIVER, environment);

    assertThat(options.get(OptionTable.MAX_LAG)).isEqualTo(Duration.ofSeconds(2));
    assertThat(options.get(OptionTable.ROUTING)).isEqualTo(RoutingMode.OBSERVE);
  }

  @Test
  void problemOfTheEnvironmentNamesTheVariable() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(Map.of(), DRIVER, Map.of("LAGRANGE_MAX_LAG", "1")))
        .withMessageStartingWith("Environment variable 'LAGRANGE_MAX_LAG': '1' has no unit");
  }

  @Test
  void withChangesOneOptionOfACopy() {
    Options options = Options.DEFAULTS.with(OptionTable.MAX_POOL_SIZE, 3);

    assertThat(options.get(OptionTable.MAX_POOL_SIZE)).isEqualTo(3);
    assertThat(Options.DEFAULTS.get(OptionTable.MAX_POOL_SIZE)).isEqualTo(10);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> options.with(OptionTable.MAX_POOL_SIZE, 0))
        .withMessage(
            "Option 'maxPoolSize': '0' is out of range: choose a whole number from 1 to 10000");
  }

  @Test
  void givingTheDefaultChangesNothing() {
    Options given = Options.parse(Map.of("maxLag", "30000 ms"), DRIVER);

    assertThat(given).isEqualTo(Options.DEFAULTS).hasSameHashCodeAs(Options.DEFAULTS);
    assertThat(given.with(OptionTable.MAX_LAG, Duration.ofSeconds(1))).isNotEqualTo(given);
    assertThat(given).isNotEqualTo(Options.parse(Map.of("user", "app"), DRIVER));
  }

  @Test
  void secretsAreNeverPrinted() {
    Options options =
        Options.parse(
            Map.of(
                "tokenKey", SECRET, "monitorPassword", SECRET, "password", SECRET, "maxLag", "1s"),
            DRIVER);

    assertThat(options)
        .hasToString("Options[maxLag=1s, monitorPassword=***, tokenKey=***, password=***]");
    assertThat(options.get(OptionTable.TOKEN_KEY)).isEqualTo(SECRET);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"http://a:sesame@b", "redis://a:sesame@", "redis://a:sesame", "a b:sesame", "a"})
  void whatIsNoServerIsRefusedWithoutShowingIt(String uri) {
    assertThatThrownBy(() -> Options.parse(Map.of("tokenStore", uri), Set.of()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("'tokenStore'")
        .hasMessageContaining("redis://[[user]:password@]host")
        .hasMessageNotContaining("sesame");
  }

  @ParameterizedTest
  @CsvSource({
    "'a,10.0.0.1:8009', 'http://a:8008,http://10.0.0.1:8009'",
    "' https://a/ , http://[::1]:1,a:8008,a', 'https://a:8008,http://[::1]:1,http://a:8008'",
  })
  void addressesOfRestServersAreCompleted(String given, String printed) {
    Options options = Options.parse(Map.of("patroni", given), DRIVER);
    assertThat(OptionTable.PATRONI.type().print(options.find(OptionTable.PATRONI).orElseThrow()))
        .isEqualTo(printed);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", ",", "http://", "http://a:99999", "http://a/cluster", "a b", "a:x", "://a"})
  void whatIsNoAddressOfARestServerIsRefused(String given) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Options.parse(Map.of("patroni", given), DRIVER))
        .withMessageContaining("patroni");
  }
}
