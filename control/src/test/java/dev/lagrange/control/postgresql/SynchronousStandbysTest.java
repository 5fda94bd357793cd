package dev.lagrange.control.postgresql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.Acknowledgement;
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

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | on | 0 | 0",
        "'a, b' | on | 1 | 2",
        "'ANY 2 (a, \"b, c\", d)' | remote_apply | 2 | 3",
        "'ANY 1 (*)' | on | 1 | 0",
        "'FIRST 1 (a, *)' | on | 1 | 0",
        "'\"*\"' | on | 1 | 0",
        "'ANY 1 (a, \"b \"\" c\")' | on | 1 | 2",
        "'ANY 1 (a, b)' | remote_write | 0 | 2",
        "'ANY 1 (a, b)' | local | 0 | 2",
        "'ANY 1 (a, b)' | off | 0 | 2",
        "'ANY 1 (a, b)' | something new | 0 | 2",
      })
  void onlyCommitsThatWaitForTheDiskOfStandbysAreAcknowledgedByThem(
      String names, String commit, int needed, int candidates) {
    Acknowledgement how = SynchronousStandbys.acknowledgement(true, names, commit, 0);

    assertThat(how.needed()).isEqualTo(needed);
    assertThat(how.candidates()).isEqualTo(candidates);
    assertThat(how.settings()).contains("'" + names + "'", "=" + commit);
  }
}
