package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which texts do something behind the end of a transaction. */
final class GoesOnTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "COMMIT; SELECT 1 | true",
        "COMMIT; BEGIN READ ONLY | true",
        "ROLLBACK; RESET ALL | true",
        "SELECT 1; END; ; SELECT 2 | true",
        "COMMIT; COMMIT | true",
        "COMMIT | false",
        "COMMIT; | false",
        "COMMIT ; -- ; SELECT 1 | false",
        "BEGIN; SELECT 1; COMMIT | false",
        "SELECT 1; SELECT 2 | false",
        "ROLLBACK TO s; SELECT 1 | false",
        "SELECT 'COMMIT; SELECT 1' | false",
      })
  void whatFollowsTheEndGoesOn(String sql, boolean goesOn) {
    for (Dialect dialect : Dialect.values()) {
      assertThat(new Classifier(dialect, 1).classify(sql).goesOn()).as(sql).isEqualTo(goesOn);
    }
  }
}
