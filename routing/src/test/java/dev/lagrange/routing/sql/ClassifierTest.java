package dev.lagrange.routing.sql;

import static dev.lagrange.routing.sql.ClassificationAssert.mysql;
import static dev.lagrange.routing.sql.ClassificationAssert.postgresql;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.Catalog;
import dev.lagrange.routing.sql.LagrangeCommand.Action;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClassifierTest {

  private final Classifier postgres = new Classifier(Dialect.POSTGRESQL, 100);
  private final Classifier mysql = new Classifier(Dialect.MYSQL, 100);

  @Test
  void textIsKeptWhenItComesAgain() {
    Classification first = postgres.classify("SELECT a");
    Classification second = postgres.classify("SELECT a");
    assertThat(second).isEqualTo(first).isNotSameAs(first);
    assertThat(postgres.classify("SELECT a")).isSameAs(second);
  }

  @Test
  void textsThatDifferInNumbersAreJudgedOnceForEachCatalog() {
    Classification first = postgres.classify("SELECT 1");
    assertThat(postgres.classify("SELECT 2")).isSameAs(first);
    postgres.use(Catalog.NONE);
    assertThat(postgres.classify("SELECT 2")).isEqualTo(first).isNotSameAs(first);
  }

  @Test
  void reasonNamesWhatIsInTheWay() {
    postgresql("SELECT place_order(1)").because("place_order");
    postgresql("SELECT 1 FROM t FOR NO KEY UPDATE").because("FOR NO KEY UPDATE");
    postgresql("SELECT * FROM pg_stat_activity").because("differ by node");
    postgresql("SELECT 1; SHOW lagrange.token").because("send it alone");
  }

  @Test
  void functionsAreListedOnceInOrderOfAppearance() {
    String sql = "SELECT Lower(a), app.\"F\"(b), count(*), lower(c) FROM t WHERE coalesce(d, e)";
    assertThat(postgres.classify(sql).functions())
        .extracting(Object::toString)
        .containsExactly("lower", "app.F", "count");
  }

  @Test
  void worstStatementOfATextCounts() {
    postgresql("SELECT 1; SHOW x").is(StatementKind.SESSION, false);
    postgresql("BEGIN; SELECT 1").is(StatementKind.TRANSACTION, false);
    postgresql("SET a = 1; INSERT INTO t VALUES (1); COMMIT")
        .pins()
        .controls(TransactionControl.COMMIT);
    postgresql("INSERT INTO t VALUES (1); what").isUnknown();
  }

  @Test
  void endOfABodyIsNoCommit() {
    postgresql("CREATE FUNCTION f() RETURNS int BEGIN ATOMIC SELECT 1; END")
        .controls(TransactionControl.NONE);
    mysql("CREATE PROCEDURE p() BEGIN COMMIT; END").controls(TransactionControl.NONE);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "/*+ consistency(strong) */ SELECT 1                        | strong",
        "/*+ consistency(bounded(500ms)) */ SELECT 1                | bounded(500ms)",
        "  /*+ SeqScan(t) Consistency ( weak ) IndexScan(a) */ SELECT 1 | weak",
        "/*+ consistency(strong) consistency(weak) */ SELECT 1      | strong",
        "/*+ consistency(bounded(5s */ SELECT 1                     | (bounded(5s",
        "/*+ inconsistency(weak) */ SELECT 1                        |",
        "/* consistency(weak) */ SELECT 1                           |",
        "/* trace */ /*+ consistency(weak) */ SELECT 1              |",
        "SELECT /*+ consistency(weak) */ 1                          |",
        "SELECT '/*+ consistency(weak) */'                          |",
      })
  void onlyAHintAtTheHeadSetsTheConsistency(String sql, @Nullable String level) {
    assertThat(postgres.classify(sql).consistency()).isEqualTo(level);
    assertThat(mysql.classify(sql).consistency()).isEqualTo(level);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      value = {
        "SHOW lagrange.token                            | SHOW      | token       |",
        "show LAGRANGE.Token ;                          | SHOW      | token       |",
        "SET lagrange.consistency = 'strong'            | SET       | consistency | strong",
        "SET SESSION lagrange.consistency TO eventual   | SET       | consistency | eventual",
        "SET LOCAL lagrange.consistency = bounded(500ms)| SET_LOCAL | consistency | bounded(500ms)",
        "SET lagrange.name = 'it''s'                    | SET       | name        | it's",
        "SET lagrange.replica.wait = 200                | SET       | replica.wait| 200",
        "SET lagrange.consistency TO DEFAULT            | RESET     | consistency |",
        "RESET lagrange.consistency                     | RESET     | consistency |",
        "/* trace */ RESET lagrange.consistency         | RESET     | consistency |",
      })
  void commandsForLagrangeAreParsed(
      String sql, Action action, String name, @Nullable String value) {
    LagrangeCommand command = new LagrangeCommand(action, name, value);
    for (Classifier classifier : new Classifier[] {postgres, mysql}) {
      Classification classification = classifier.classify(sql);
      assertThat(classification.command()).isEqualTo(command);
      assertThat(classification.kind()).isEqualTo(StatementKind.SESSION);
      assertThat(classification.changesSession()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET search_path = lagrange.token",
        "SHOW lagrange",
        "SET lagrange.consistency",
        "SELECT lagrange.token",
        "RESET \"lagrange\".token",
      })
  void otherStatementsAreNoCommands(String sql) {
    assertThat(postgres.classify(sql).command()).isNull();
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void hugeTextsAreJudgedInLinearTime(Dialect dialect) {
    Classifier classifier = new Classifier(dialect, 10);
    int million = 1_000_000;
    assertThat(classifier.classify("SELECT '" + "x".repeat(million) + "'").isRead()).isTrue();
    for (String piece : List.of("(", ")", "('", "x(", "/* ")) {
      String sql = "SELECT " + piece.repeat(100_001);
      assertThat(classifier.classify(sql).isRead()).as(piece).isFalse();
    }
    for (String piece : List.of("$", "$a", "a.", ";", "--\n", "@", "1", "'' ", "\"", "{", "/**/")) {
      String sql = "SELECT " + piece.repeat(100_000);
      assertThat(classifier.classify(sql).reason()).as(piece).isNotBlank();
    }
    assertThat(classifier.classify("(".repeat(million) + "SELECT 1").isRead()).isFalse();
  }
}
