package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Of which statements nobody can want more than that they took place. */
final class ModifiesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "INSERT INTO t VALUES (1) | true",
        "/*+ consistency(weak) */ UPDATE t SET a = 1 | true",
        "DELETE FROM t; | true",
        "MERGE INTO t USING s ON true WHEN MATCHED THEN DELETE | true",
        "INSERT INTO t VALUES (1) RETURNING id | false",
        "INSERT INTO t VALUES (1); INSERT INTO t VALUES (2) | false",
        "EXPLAIN ANALYZE INSERT INTO t VALUES (1) | false",
        "WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x | false",
        "SELECT * FROM t FOR UPDATE | false",
        "SELECT f() | false",
        "COPY t FROM STDIN | false",
        "SELECT 1 | false",
      })
  void onlyASingleWriteWithoutRows(String sql, boolean modifies) {
    assertThat(new Classifier(Dialect.POSTGRESQL, 0).classify(sql).modifies()).isEqualTo(modifies);
  }
}
