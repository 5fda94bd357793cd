package dev.lagrange.control.mysql;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.control.mysql.MysqlCorpus.Case;
import dev.lagrange.control.mysql.MysqlCorpus.Expectation;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.Classifier;
import dev.lagrange.routing.sql.Dialect;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MysqlCorpusTest {

  private final Classifier classifier = new Classifier(Dialect.MYSQL, 1);

  @ParameterizedTest
  @MethodSource("cases")
  void statementIsTakenForWhatTheCorpusSays(Case one) {
    Classification classification = classifier.classify(one.sql());
    boolean expected =
        one.expectation() == Expectation.READ || one.expectation() == Expectation.UNSEEN;
    assertThat(classification.isRead()).as(classification.reason()).isEqualTo(expected);
  }

  static List<Case> cases() {
    return MysqlCorpus.cases();
  }
}
