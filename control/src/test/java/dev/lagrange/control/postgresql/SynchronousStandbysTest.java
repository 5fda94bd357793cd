package dev.lagrange.control.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SynchronousStandbysTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 0",
        "'  ' | 0",
        "'*' | 1",
        "'a, b' | 1",
        "'ANY 2 (a, b, c)' | 2",
        "'any 1 (*)' | 1",
        "' FIRST 3 (\"x y\", b, c)' | 3",
        "'2 (a, b)' | 2",
        "'FIRST 12(a,b)' | 12",
        "'\"2 (a)\", b' | 1",
      })
  void settingSaysHowManyAcknowledge(String setting, int needed) {
    assertThat(SynchronousStandbys.needed(setting)).isEqualTo(needed);
  }
}
