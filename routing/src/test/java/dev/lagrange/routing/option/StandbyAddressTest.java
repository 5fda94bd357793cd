package dev.lagrange.routing.option;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StandbyAddressTest {

  private static final StandbyAddressType TYPE = new StandbyAddressType();

  @ParameterizedTest
  @CsvSource({
    "{client_addr}:5433, r1, 10.0.0.7, 10.0.0.7:5433",
    "{client_addr}, r1, 10.0.0.7, 10.0.0.7:5432",
    "{client_addr}:5433, r1, fd00::7, [fd00::7]:5433",
    "[{client_addr}]:5433, r1, fd00::7, [fd00::7]:5433",
    "{application_name}, R1.db, 10.0.0.7, r1.db:5432",
    "{application_name}.db.internal:6000, r1, , r1.db.internal:6000",
    "127.0.0.1:{application_name}, 5001, 127.0.0.1, 127.0.0.1:5001",
  })
  void addressIsMadeOfWhatThePrimaryKnows(
      String pattern, String name, String client, String address) {
    assertThat(TYPE.parse(pattern).of(name, client).orElseThrow()).hasToString(address);
  }

  @ParameterizedTest
  @CsvSource({
    "{application_name}:5432, two words",
    "{application_name}:5432, r1/app?user=x",
    "{application_name}:5432, r1:5433",
    "{application_name}:5432, ''",
    "127.0.0.1:{application_name}, 65536",
    "{application_name}:5432, {client_addr}",
  })
  void nameThatMakesNoAddressIsNone(String pattern, String name) {
    assertThat(TYPE.parse(pattern).of(name, null)).isEmpty();
  }

  @Test
  void standbyOnASocketOfTheFileSystemHasNoAddress() {
    assertThat(TYPE.parse("{client_addr}:5432").of("r1", null)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "10.0.0.7:5432", "{name}:5432", "{client_addr}:x", "a b{client_addr}"})
  void patternThatFindsNobodyIsRefused(String pattern) {
    assertThatThrownBy(() -> TYPE.parse(pattern))
        .hasMessageContaining("'" + pattern + "'")
        .hasMessageContaining("such as '{client_addr}:5432'");
  }
}
