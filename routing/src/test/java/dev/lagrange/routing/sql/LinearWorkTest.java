package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.catalog.Catalog;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The work for a text grows with its length and not faster. Looks are counted, not milliseconds.
 */
final class LinearWorkTest {

  private static final int LENGTH = 50_000;
  private static final int VERY_LONG = 1_000_000;
  private static final int LOOKS_PER_TOKEN = 150;

  private static final Catalog OPERATORS = Catalog.of(Map.of(), Map.of(), Set.of("<->", "+++++"));

  /** Tokens that count how often they are looked at. */
  private static final class Watched extends Tokens {

    private long looks;

    Watched(Tokens tokens) {
      super(tokens);
    }

    @Override
    char mark(int index) {
      looks++;
      return super.mark(index);
    }

    @Override
    String text(int index) {
      looks++;
      return super.text(index);
    }

    @Override
    int start(int index) {
      looks++;
      return super.start(index);
    }

    @Override
    int end(int index) {
      looks++;
      return super.end(index);
    }
  }

  static Stream<Arguments> texts() {
    return Stream.of(Dialect.values())
        .flatMap(dialect -> shapes().map(shape -> Arguments.of(dialect, shape[0], shape[1])));
  }

  /** What a text starts with, and what comes again and again behind it. */
  private static Stream<String[]> shapes() {
    return Stream.of(
            "|(",
            "select |(",
            "select * from |(",
            "select |f(",
            "select a|.a",
            "select |a.a(",
            "select |)",
            "select |[",
            "select |{fn f(",
            "|'a' ",
            "select 'a'|\n--\n",
            "select |'a'\n",
            "select |'a'\n--\n",
            "select |'\\'' ",
            "|$a$",
            "|$a",
            "select $a|a",
            "|/*",
            "|/*/*/*",
            "|/**/",
            "|/*!1 */",
            "|/*+ consistency(",
            "|with ",
            "with |a as (",
            "with |a as (select 1), ",
            "with recursive |a as (select * from a), ",
            "|with a as (with b as (select 1) select * from b where exists (select 1 from a where (",
            "select 1 |::",
            "select a|::a",
            "|explain ",
            "|explain (",
            "explain |analyze ",
            "select 1 |<",
            "select 1 |+",
            "select 1 |-",
            "|--",
            "|-- \n",
            "|#",
            "|#\n",
            "|;",
            "|select 1;",
            "|create;",
            "create function f() begin atomic |case ",
            "create procedure p() |;",
            "create table t as |(",
            "copy |(",
            "copy t |(",
            "copy (select 1) |to ",
            "|set lagrange.",
            "set lagrange|.a",
            "|show lagrange.a;",
            "begin |isolation level read committed ",
            "begin|, ",
            "insert into t values (1)|, (1)",
            "insert into |a.",
            "select * from t|, t",
            "select * from t| join t on true",
            "select |case ",
            "select |not ",
            "select 1| union select 1",
            "select * from t for update of t|, t",
            "select distinct on |(a) on ",
            "select |interval '1' day to second(",
            "select |operator(a.",
            "select |\"",
            "select |\"a\" ",
            "select |`a",
            "select |@",
            "select |@a := ",
            "select |? ",
            "select |1.",
            "select |1e",
            "select |u&\"a\" ",
            "|\u00e9",
            "|\u0000",
            "| ")
        .map(shape -> shape.split("\\|", 2));
  }

  @ParameterizedTest
  @MethodSource("texts")
  void looksGrowWithTheLength(Dialect dialect, String start, String again) {
    String sql = text(start, again, LENGTH);
    Grammar grammar = Grammar.of(dialect, OPERATORS);
    for (Reading reading : Reading.of(dialect)) {
      Lexed lexed = Reading.lex(dialect, sql, reading);
      assertThat(lexed.rescanned()).isLessThanOrEqualTo(sql.length());
    }
    Watched watched = new Watched(Reading.usual(dialect, sql).tokens());
    for (Statement statement : StatementSplitter.split(dialect, sql, watched)) {
      LagrangeStatements.command(statement);
      judge(dialect, statement, grammar);
    }
    assertThat(watched.looks)
        .as("looks at %d tokens of %s%s…", watched.size(), start, again)
        .isLessThanOrEqualTo((long) LOOKS_PER_TOKEN * watched.size() + 1000);
  }

  @ParameterizedTest
  @CsvSource({
    "select, (",
    "select a, .a",
    "select 1, ;",
    "with b as (select 1), '(with a as (select * from a) select * from b,'",
    "select f, ::a(1"
  })
  void veryLongTextsAreAnswered(String start, String again) {
    String sql = text(start, again, VERY_LONG);
    for (Dialect dialect : Dialect.values()) {
      Classification seen = new Classifier(dialect, 1).classify(sql);
      References references = new ReferenceReader(dialect).read(sql, seen);
      assertThat(references).isEqualTo(new References(seen.tables(), seen.functions(), false));
    }
  }

  private static String text(String start, String again, int length) {
    return start + again.repeat((length - start.length()) / again.length());
  }

  private static void judge(Dialect dialect, Statement statement, Grammar grammar) {
    if (dialect == Dialect.POSTGRESQL) {
      PostgresStatements.judge(statement, grammar, new Verdict());
    } else {
      MysqlStatements.judge(statement, grammar, new Verdict());
    }
  }
}
