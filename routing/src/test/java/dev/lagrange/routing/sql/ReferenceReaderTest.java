package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ReferenceReaderTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT 1 | ~~ | ~~",
        "SELECT a::int, f(b) FROM S.t AS u JOIN \"V\" ON u.x = $1 WHERE c @> ? | s.t V | f",
        "SELECT * FROM db.s.t, ONLY u, LATERAL (SELECT max(x) FROM v) q | s.t u v | max",
        "WITH a AS (SELECT * FROM a), b AS (SELECT * FROM a) SELECT * FROM b, s.a | a s.a | ~~",
        "WITH RECURSIVE r AS (SELECT 1 UNION SELECT * FROM r, t) SELECT * FROM r | t | ~~",
        "SELECT * FROM (WITH w AS (SELECT 1) SELECT * FROM w) q, w | w | ~~",
        "SELECT (SELECT max(x) FROM u) FROM t WHERE EXISTS (SELECT 1 FROM v) | u t v | max",
        "SELECT x FROM g.f(1, 2) x | ~~ | g.f",
        "TABLE a UNION SELECT * FROM b ORDER BY 1 | a b | ~~",
        "INSERT INTO s.t (a) SELECT a FROM u | s.t u | ~~",
        "MERGE INTO t USING u ON t.i = u.i WHEN MATCHED THEN UPDATE SET a = 1 | t u | ~~",
        "UPDATE t SET a = (SELECT 1 FROM u) WHERE b = 1 | t u | ~~",
        "DELETE FROM t WHERE a IN (SELECT a FROM u) | t u | ~~",
        "SELECT E'\\'', $$FROM x$$, U&'\\0061' /* FROM y */ FROM t -- z | t | ~~"
      })
  void postgresqlNamesAreFoundInTheTree(String sql, String tables, String functions) {
    References references = tree(Dialect.POSTGRESQL, sql);
    assertThat(references.parsed()).isTrue();
    assertThat(references.tables())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(words(tables));
    assertThat(references.functions())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(words(functions));
  }

  @Test
  void mysqlNamesAreFolded() {
    String sql = "SELECT `F`(a), \"x\" FROM `Shop`.`T` JOIN U USING (i) WHERE b = @x LIMIT 1, 2";
    References references = tree(Dialect.MYSQL, sql);
    assertThat(references.parsed()).isTrue();
    assertThat(references.tables()).extracting(Object::toString).containsExactly("shop.t", "u");
    assertThat(references.functions()).extracting(Object::toString).containsExactly("f");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM t FOR UPDATE",
        "UPDATE t SET a = 1 FROM u",
        "SELECT 1 FROM t; SELECT 2 FROM t",
        "SELECT 'C:\\' FROM t",
        "SELECT 'open FROM t"
      })
  void tokensAnswerWhereNothingIsParsed(String sql) {
    Classification seen = new Classifier(Dialect.POSTGRESQL, 1).classify(sql);
    References references = new ReferenceReader(Dialect.POSTGRESQL).read(sql, seen);
    assertThat(references.parsed()).isFalse();
    assertThat(references.tables()).isEqualTo(seen.tables());
  }

  @Test
  void whatIsTooLongOrTooDeepIsNotParsed() {
    String nested = "SELECT " + "(".repeat(25) + "1" + ")".repeat(25) + " FROM t";
    String broad = "SELECT 1" + ", 1".repeat(300) + " FROM t";
    String wide = "SELECT '" + "x".repeat(20_000) + "' FROM t";
    for (String sql : new String[] {nested, broad, wide}) {
      Classification seen = new Classifier(Dialect.POSTGRESQL, 1).classify(sql);
      References references = new ReferenceReader(Dialect.POSTGRESQL).read(sql, seen);
      assertThat(references.parsed()).isFalse();
      assertThat(references.tables()).extracting(Object::toString).containsExactly("t");
    }
  }

  @Test
  void whatTokensSawIsKept() {
    Classification seen = new Classifier(Dialect.POSTGRESQL, 1).classify("SELECT f() FROM t");
    References references = new ReferenceReader(Dialect.POSTGRESQL).read("SELECT g() FROM u", seen);
    assertThat(references.tables()).extracting(Object::toString).containsExactly("t", "u");
    assertThat(references.functions()).extracting(Object::toString).containsExactly("f", "g");
  }

  /** DriverManager gives up on all further drivers if one of them cannot be loaded. */
  @Test
  void theDriversThatComeWithCalciteCanBeLoaded() {
    assertThatCode(() -> ServiceLoader.load(java.sql.Driver.class).forEach(driver -> {}))
        .doesNotThrowAnyException();
  }

  private static References tree(Dialect dialect, String sql) {
    return new ReferenceReader(dialect).read(sql, ReadersAgreeTest.NOTHING_SEEN);
  }

  private static String[] words(String text) {
    return text.isEmpty() ? new String[0] : text.split(" ");
  }
}
