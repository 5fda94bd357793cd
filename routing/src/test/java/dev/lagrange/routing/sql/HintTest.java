package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class HintTest {

  private final Classifier classifier = new Classifier(Dialect.POSTGRESQL, 100);

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      ignoreLeadingAndTrailingWhitespace = false,
      value = {
        "/*+ consistency(weak) */ SELECT 1|weak|/*                    */ SELECT 1",
        "  /*+Consistency ( bounded(5s) )*/SELECT 1|bounded(5s)|  /*                            */SELECT 1",
        "/*+ SeqScan(t) consistency(weak) Set(x 1) */ SELECT 1|weak"
            + "|/*+ SeqScan(t)                   Set(x 1) */ SELECT 1",
        "/*+ consistency(weak*/ SELECT 1|(weak|/*                  */ SELECT 1"
      })
  void ourWordsAreReadAndTakenOut(String sql, String level, String sent) {
    Classification what = classifier.classify(sql);
    assertThat(what.consistency()).isEqualTo(level);
    assertThat(what.textOf(sql)).isEqualTo(sent).hasSameSizeAs(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT '/*+ consistency(weak) */'",
        "SELECT /*+ consistency(weak) */ 1",
        "-- one\n/*+ consistency(weak) */ SELECT 1",
        "/* two */ /*+ consistency(weak) */ SELECT 1",
        "/*+ myconsistency(weak) */ SELECT 1",
        "/* consistency(weak) */ SELECT 1"
      })
  void elsewhereTheyMeanNothing(String sql) {
    Classification what = classifier.classify(sql);
    assertThat(what.consistency()).isNull();
    assertThat(what.textOf(sql)).isSameAs(sql);
  }

  @Test
  void linesStayWhereTheyAre() {
    String sql = "/*+ consistency(\nweak\n) */ SELECT 1";
    assertThat(classifier.classify(sql).textOf(sql))
        .isEqualTo("/*              \n    \n  */ SELECT 1");
  }
}
