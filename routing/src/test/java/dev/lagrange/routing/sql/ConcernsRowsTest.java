package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What shows or changes rows is held to the promise of its level, whatever stands beside it. */
final class ConcernsRowsTest {

  private final Classifier classifier = new Classifier(Dialect.POSTGRESQL, 10);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT v FROM t",
        "TABLE t",
        "INSERT INTO t VALUES (1)",
        "BEGIN",
        "SET work_mem = '5MB'; SELECT v FROM t",
        "SELECT v FROM t; SET work_mem = '5MB'",
        "SET work_mem = '5MB'; COMMIT; TABLE t",
        "COMMIT; SELECT v FROM t",
        "ROLLBACK; SELECT count(*)",
        "INSERT INTO t VALUES (1); COMMIT",
        "what is this; COMMIT"
      })
  void whatMayShowOrChangeRowsDoes(String sql) {
    assertThat(classifier.classify(sql).concernsRows()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "COMMIT",
        "ROLLBACK",
        "COMMIT;",
        "SET work_mem = '5MB'",
        "SET work_mem = '5MB'; SET search_path = a",
        "SET work_mem = '5MB'; COMMIT",
        "SHOW work_mem",
        "DISCARD ALL"
      })
  void whatIsOfTheSessionAloneDoesNot(String sql) {
    assertThat(classifier.classify(sql).concernsRows()).isFalse();
  }
}
