package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Names that are keywords elsewhere hide neither writes nor relations. */
final class NamesLikeKeywordsTest {

  private final Classifier postgres = new Classifier(Dialect.POSTGRESQL, 100);
  private final Classifier mysql = new Classifier(Dialect.MYSQL, 100);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "WITH RECURSIVE values(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM values WHERE x<3)"
            + " CYCLE x SET a USING b UPDATE cnt SET n=n+1",
        "WITH RECURSIVE a(values) AS (SELECT 1 UNION ALL SELECT a.values+1 FROM a)"
            + " SEARCH DEPTH FIRST BY values SET ord DELETE FROM t",
        "SELECT 'a' LIKE join('x')",
        "SELECT xmlconcat(document(1))"
      })
  void noneOfTheseIsARead(String sql) {
    assertThat(postgres.classify(sql).isRead()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT * FROM one values, lv | one lv",
        "SELECT count(*) FROM metrics values, account | metrics account",
        "SELECT count(*) FROM metrics set, account | metrics account",
        "SELECT * FROM metrics m JOIN t ON values = 1 JOIN account ON true | metrics t account",
        "SELECT DISTINCT ON (id) * FROM position | position",
        "SELECT * FROM time, interval i JOIN row ON true | time interval row",
        "SELECT s.is distinct FROM account s | account",
        "SELECT a IS NOT DISTINCT FROM b FROM t | t",
        "SELECT * FROM (VALUES (1)) v, t UNION VALUES (1) | t",
        "WITH w AS (SELECT * FROM t) VALUES (1) | t",
        "SELECT * FROM a FETCH FIRST 1 ROW ONLY | a",
        "WITH RECURSIVE t(id, account) AS (SELECT 1, 2 UNION ALL SELECT id+1, account FROM t)"
            + " SEARCH DEPTH FIRST BY id, account SET o SELECT * FROM account | account",
        "WITH RECURSIVE t(id) AS (SELECT 1 UNION ALL SELECT id+1 FROM t)"
            + " CYCLE id, account SET o USING p SELECT * FROM account | account"
      })
  void relationsAreFound(String sql, String names) {
    assertThat(postgres.classify(sql).isRead()).isTrue();
    assertThat(postgres.classify(sql).tables())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(names.split(" "));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT * FROM a offset, account",
        "SELECT * FROM a offset JOIN account ON true",
        "SELECT * FROM a JOIN b ON offset = 1 JOIN account ON true",
        "SELECT * FROM a returning, account"
      })
  void relationsOfMysqlAreFound(String sql) {
    assertThat(mysql.classify(sql).tables()).extracting(Object::toString).contains("account");
  }
}
