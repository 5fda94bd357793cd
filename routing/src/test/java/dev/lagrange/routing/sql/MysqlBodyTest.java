package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.catalog.FunctionTrait;
import dev.lagrange.routing.catalog.QualifiedName;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class MysqlBodyTest {

  private final Classifier classifier = new Classifier(Dialect.MYSQL, 0);

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RETURN 1",
        "RETURN (SELECT COUNT(*) FROM t)",
        "BEGIN DECLARE a, b INT DEFAULT (SELECT 1); SET a = 1, b := (a + 2); RETURN a; END",
        "BEGIN DECLARE `A` DATETIME(6); SET a = NOW(6); RETURN a; END",
        "BEGIN DECLARE s VARCHAR(9) CHARACTER SET utf8mb4; SET s = ''; RETURN s; END",
        "BEGIN UPDATE t SET sql_mode = 1; INSERT INTO t SET sql_mode = 1; RETURN 1; END",
        "BEGIN DECLARE a INT; IF REPLACE('a', 'b', 'c') = 'a' THEN SET a = 1; END IF; END",
        "BEGIN DECLARE d INT; DECLARE EXIT HANDLER FOR NOT FOUND SET d = 1; RETURN d; END",
        "BEGIN SELECT 1 FROM t USE INDEX (i) LOCK IN SHARE MODE; RETURN 1; END",
        "BEGIN WHILE (a > 1) DO RETURN 1; END WHILE; END",
        "BEGIN REPEAT DELETE FROM t; UNTIL (a > 1) END REPEAT; END"
      })
  void leavesTheSessionAlone(String body) {
    Classification judged = classifier.classifyProcedural(body);
    assertThat(judged.changesSession()).as(judged.reason()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "RETURN @x",
        "RETURN @@session.sql_mode",
        "RETURN GET_LOCK('x', 0)",
        "RETURN (SELECT GET_LOCK('x', 0))",
        "RETURN `users function`(1)",
        "BEGIN SET sql_mode = ''; RETURN 1; END",
        "BEGIN DECLARE a INT; SET a = 1, sql_mode = ''; RETURN 1; END",
        "BEGIN DECLARE a INT; SET SESSION a = 1; RETURN 1; END",
        "BEGIN DECLARE names INT; SET NAMES latin1; RETURN 1; END",
        "BEGIN IF (SELECT 1 FROM t FOR UPDATE) THEN SET sql_mode = ''; END IF; END",
        "BEGIN IF REPLACE('a', 'b', 'c') = 'a' THEN SET sql_mode = ''; END IF; END",
        "BEGIN DECLARE EXIT HANDLER FOR NOT FOUND SET sql_mode = ''; RETURN 1; END",
        "BEGIN DECLARE c CURSOR FOR SELECT GET_LOCK('x', 0); RETURN 1; END",
        "BEGIN DECLARE a INT DEFAULT GET_LOCK('x', 0); RETURN 1; END",
        "BEGIN SELECT 1 INTO @x; RETURN 1; END",
        "BEGIN CALL p(); RETURN 1; END",
        "BEGIN CREATE TEMPORARY TABLE x (a INT); RETURN 1; END",
        "BEGIN DROP TEMPORARY TABLE x; RETURN 1; END",
        "BEGIN PREPARE s FROM 'SELECT 1'; RETURN 1; END",
        "BEGIN HANDLER t OPEN; RETURN 1; END",
        "BEGIN DO RELEASE_LOCK('x'); RETURN 1; END",
        "RETURN 'open"
      })
  void mayChangeTheSession(String body) {
    assertThat(classifier.classifyProcedural(body).changesSession()).isTrue();
  }

  @Test
  void whatItCallsAndReadsIsNamed() {
    classifier.use(
        Catalog.of(
            Map.of(new QualifiedName("app", "f"), FunctionTrait.PRIMARY), Map.of(), Set.of()));
    Classification judged =
        classifier.classifyProcedural(
            "BEGIN IF f(1) THEN DELETE FROM App.W; END IF; RETURN app.F(2); END");
    assertThat(judged.changesSession()).isFalse();
    assertThat(judged.functions())
        .containsExactly(QualifiedName.of("f"), new QualifiedName("app", "f"));
    assertThat(judged.tables()).contains(new QualifiedName("app", "w"));
  }
}
