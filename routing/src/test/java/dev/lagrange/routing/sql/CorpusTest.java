package dev.lagrange.routing.sql;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CorpusTest {

  @ParameterizedTest
  @MethodSource("postgresql")
  void postgresqlStatementIsWhatTheCorpusSays(String expectation, String sql) {
    ClassificationAssert.postgresql(sql).matches(expectation);
  }

  @ParameterizedTest
  @MethodSource("mysql")
  void mysqlStatementIsWhatTheCorpusSays(String expectation, String sql) {
    ClassificationAssert.mysql(sql).matches(expectation);
  }

  static Stream<Arguments> postgresql() {
    return rows("postgresql-corpus.txt");
  }

  static Stream<Arguments> mysql() {
    return rows("mysql-corpus.txt");
  }

  private static Stream<Arguments> rows(String resource) {
    return WordList.read(resource).stream().map(CorpusTest::row);
  }

  private static Arguments row(String line) {
    int bar = line.indexOf('|');
    String sql = line.substring(bar + 1).replace('¶', '\n');
    return Arguments.of(line.substring(0, bar).strip(), sql);
  }
}
