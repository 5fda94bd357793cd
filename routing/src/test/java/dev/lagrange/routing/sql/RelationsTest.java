package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.catalog.RelationTrait;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class RelationsTest {

  private final Classifier postgres = new Classifier(Dialect.POSTGRESQL, 100);
  private final Classifier mysql = new Classifier(Dialect.MYSQL, 100);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SELECT 1 | ~~",
        "SELECT * FROM a, b.c AS d (x), \"E\" | a b.c E",
        "SELECT * FROM (a JOIN b ON true) CROSS JOIN LATERAL (SELECT * FROM c) q, ONLY (d) | a b c d",
        "SELECT x FROM generate_series(1, 2) x, ROWS FROM (f(1), g(2)) y | ~~",
        "SELECT EXTRACT(year FROM d), a IS DISTINCT FROM b FROM t | t",
        "TABLE a UNION (TABLE b.c) | a b.c",
        "SELECT (SELECT max(x) FROM u WHERE u.y = t.y) FROM t WHERE EXISTS (SELECT FROM v) | u t v",
        "WITH a AS (SELECT * FROM a), b AS MATERIALIZED (SELECT * FROM a) SELECT * FROM a, b, c | a c",
        "WITH RECURSIVE r (n) AS (SELECT 1 UNION SELECT n FROM r, t) TABLE r | t",
        "(WITH w AS (SELECT 1) SELECT * FROM w) UNION SELECT * FROM w | w",
        "WITH w AS (SELECT 1) SELECT * FROM (SELECT * FROM w) q, s.w | s.w",
        "SELECT * FROM t TABLESAMPLE SYSTEM (1), u WHERE a IN (VALUES (1), (2)) | t u",
        "INSERT INTO s.t (a) SELECT a FROM u | s.t u",
        "UPDATE t SET a = u.a FROM u | t u",
        "DELETE FROM ONLY t USING u | t u",
        "MERGE INTO t USING u ON true WHEN MATCHED THEN UPDATE SET a = 1 | t u",
        "COPY s.t TO STDOUT | s.t",
        "COPY (SELECT * FROM t) TO STDOUT | t",
        "SELECT * FROM db.s.t | s.t"
      })
  void relationsAreFoundByTokens(String sql, String names) {
    assertThat(postgres.classify(sql).tables())
        .extracting(Object::toString)
        .containsExactlyInAnyOrder(names.isEmpty() ? new String[0] : names.split(" "));
  }

  @Test
  void mysqlNamesAreFolded() {
    assertThat(mysql.classify("SELECT * FROM `Shop`.`T`, U JOIN DUAL").tables())
        .extracting(Object::toString)
        .containsExactly("shop.t", "u");
  }

  @Test
  void theCatalogDecidesWhereRelationsAreRead() {
    postgres.use(
        Catalog.of(
            Map.of(),
            Map.of(
                new QualifiedName("public", "plain"), RelationTrait.PLAIN,
                new QualifiedName("public", "hot"), RelationTrait.UNLOGGED,
                new QualifiedName("a", "shared"), RelationTrait.PLAIN,
                new QualifiedName("b", "shared"), RelationTrait.FOREIGN,
                new QualifiedName("public", "odd"), RelationTrait.UNSEEN),
            Set.of()));

    assertThat(postgres.classify("SELECT * FROM plain").isRead()).isTrue();
    assertThat(postgres.classify("SELECT * FROM hot").isRead()).isFalse();
    assertThat(postgres.classify("SELECT * FROM a.shared").isRead()).isTrue();
    assertThat(postgres.classify("SELECT * FROM shared").isRead()).isFalse();
    assertThat(postgres.classify("SELECT * FROM odd").changesSession()).isTrue();
    assertThat(postgres.classify("SELECT * FROM nowhere").reason())
        .isEqualTo("names nowhere, which the catalog does not know");
    assertThat(postgres.classify("SELECT * FROM U&\"\\0068ot\"").isRead()).isFalse();
  }

  @Test
  void theCatalogDecidesWhereFunctionsAndOperatorsRun() {
    postgres.use(
        Catalog.of(
            Map.of(
                new QualifiedName("public", "clean"), FunctionTrait.PRIMARY,
                new QualifiedName("public", "lower"), FunctionTrait.UNSEEN,
                new QualifiedName("geo", "near"), FunctionTrait.UNSEEN),
            Map.of(),
            Set.of("<->")));

    assertThat(postgres.classify("SELECT clean(1)").changesSession()).isFalse();
    assertThat(postgres.classify("SELECT clean(1)").isRead()).isFalse();
    assertThat(postgres.classify("SELECT upper('x')").isRead()).isTrue();
    assertThat(postgres.classify("SELECT lower('x')").isRead()).isFalse();
    assertThat(postgres.classify("SELECT pg_catalog.lower('x')").isRead()).isTrue();
    assertThat(postgres.classify("SELECT 1 <- 2").isRead()).isTrue();
    assertThat(postgres.classify("SELECT 1 <->- 2").changesSession()).isTrue();
  }

  @Test
  void functionsAreSafeWhereSomebodyDeclaresThem() {
    Catalog near =
        Catalog.of(
            Map.of(new QualifiedName("geo", "near"), FunctionTrait.UNSEEN), Map.of(), Set.of());
    postgres.use(near);
    assertThat(postgres.classify("SELECT near(1)").isRead()).isFalse();
    postgres.use(near.declaringSafe(name -> "geo".equals(name.schema())));
    assertThat(postgres.classify("SELECT near(1), geo.near(2)").isRead()).isTrue();
    assertThat(postgres.classify("SELECT far(1)").isRead()).isFalse();
  }
}
