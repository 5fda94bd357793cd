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

final class ProceduralBodyTest {

  private final Classifier classifier = new Classifier(Dialect.POSTGRESQL, 0);

  ProceduralBodyTest() {
    classifier.use(
        Catalog.of(
            Map.of(new QualifiedName("public", "clean"), FunctionTrait.SAFE), Map.of(), Set.of()));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN RETURN 1; END",
        "BEGIN UPDATE t SET v = clean(1) WHERE id = 2; RETURN v; END;",
        "#variable_conflict use_column\nBEGIN RETURN 1; END",
        "<<outer>> DECLARE n numeric(10, 2) := 0; v varchar(20) = 'x'; BEGIN RETURN n; END",
        "DECLARE c CURSOR (k int) FOR SELECT * FROM t WHERE id = k; BEGIN OPEN c; CLOSE c; END",
        "BEGIN IF (SELECT count(*) FROM t) > 1 THEN RETURN 1; ELSIF f THEN RETURN 2; ELSE RETURN 3;"
            + " END IF; END",
        "BEGIN x := (CASE WHEN a THEN lower(b) ELSE c END); RETURN x; END",
        "BEGIN RETURN CASE WHEN a THEN b ELSE c END; END",
        "BEGIN IF CASE WHEN a THEN b ELSE c END THEN RETURN 1; END IF; END",
        "BEGIN CASE x WHEN 1 THEN NULL; WHEN 2, 3 THEN y := 1; ELSE y := 2; END CASE; END",
        "BEGIN FOR i IN 1..10 LOOP INSERT INTO t (id, v) VALUES (i, 'x'); END LOOP; END",
        "BEGIN FOR r IN SELECT * FROM t LOOP RETURN NEXT r; END LOOP; RETURN; END",
        "BEGIN FOREACH x IN ARRAY a LOOP PERFORM clean(x); END LOOP; END",
        "BEGIN WHILE i < 10 LOOP i := i + 1; EXIT WHEN i > 5; END LOOP; END",
        "BEGIN RETURN QUERY SELECT * FROM t; END",
        "BEGIN RAISE NOTICE 'it is %', clean(1) USING ERRCODE = '22023'; END",
        "BEGIN INSERT INTO t VALUES (1) ON CONFLICT (id) DO UPDATE SET v = 2; EXCEPTION WHEN"
            + " unique_violation OR others THEN NULL; END",
        "BEGIN SELECT v INTO STRICT x FROM t; GET DIAGNOSTICS n = ROW_COUNT; END",
        "BEGIN SET LOCAL work_mem = '1MB'; RETURN pg_advisory_xact_lock(1); END",
        "BEGIN RETURN nextval('s'); END"
      })
  void leavesTheSessionAlone(String body) {
    Classification judged = classifier.classifyProcedural(body);
    assertThat(judged.changesSession()).as(judged.reason()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "BEGIN PERFORM set_config('a', 'b', false); END",
        "BEGIN SET work_mem = '1MB'; END",
        "BEGIN IF a THEN SET work_mem = '1MB'; END IF; END",
        "BEGIN UPDATE t SET a = 1; SET work_mem = '1MB'; END",
        "BEGIN IF a THEN UPDATE t SET b = 1; ELSE RESET ALL; END IF; END",
        "BEGIN EXECUTE 'x'; END",
        "BEGIN FOR r IN EXECUTE 'x' LOOP NULL; END LOOP; END",
        "BEGIN RETURN QUERY EXECUTE 'x'; END",
        "DECLARE c refcursor; BEGIN OPEN c FOR EXECUTE 'x'; END",
        "DECLARE v text := set_config('a', 'b', false); BEGIN END",
        "DECLARE c CURSOR FOR SELECT set_config('a', 'b', false); BEGIN OPEN c; END",
        "BEGIN x := pg_try_advisory_lock(1); END",
        "BEGIN x.y := pg_advisory_lock(1); END",
        "BEGIN RETURN (CASE WHEN a THEN set_config('a', 'b', false) ELSE c END); END",
        "BEGIN WHILE pg_try_advisory_lock(1) LOOP NULL; END LOOP; END",
        "BEGIN FOR i IN 1..set_config('a', '1', false)::int LOOP NULL; END LOOP; END",
        "BEGIN EXIT WHEN set_config('a', 'b', false) = 'b'; END",
        "BEGIN CREATE TEMP TABLE x (a int); END",
        "BEGIN SELECT 1 INTO TEMP x; END",
        "BEGIN LISTEN x; END",
        "BEGIN PREPARE p AS SELECT 1; END",
        "BEGIN DISCARD ALL; END",
        "BEGIN CALL p(); END",
        "BEGIN PERFORM someone_elses(1); END",
        "BEGIN PERFORM pg_temp.clean(1); END",
        "BEGIN PERFORM query_to_xml('x', true, true, ''); END",
        "BEGIN elsif := 1; SET work_mem = '1MB'; IF a THEN NULL; END IF; END",
        "BEGIN frobnicate the database; END",
        "BEGIN RETURN (1; END",
        "BEGIN RETURN 'open; END"
      })
  void mayChangeTheSession(String body) {
    assertThat(classifier.classifyProcedural(body).changesSession()).isTrue();
  }

  @Test
  void namesWhatItCallsAndTouches() {
    Classification judged =
        classifier.classifyProcedural(
            "BEGIN IF clean(1) THEN PERFORM lower(v) FROM public.t; END IF; END");
    assertThat(judged.functions()).contains(QualifiedName.of("clean"), QualifiedName.of("lower"));
    assertThat(judged.tables()).contains(new QualifiedName("public", "t"));
  }
}
