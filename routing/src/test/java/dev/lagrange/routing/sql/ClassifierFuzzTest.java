package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class ClassifierFuzzTest {

  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 2_000);
  private static final int PARSED = ROUNDS / 4;

  private final long seed = Mutations.seed();
  private final Mutations mutations = new Mutations(seed);

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void mutatedStatementsAreAlwaysAnswered(Dialect dialect) {
    Classifier classifier = new Classifier(dialect, 10);
    for (int i = 0; i < ROUNDS; i++) {
      String sql = i % 4 == 0 ? mutations.noise() : mutations.next();
      Classification answer = classify(classifier, sql);
      assertThat(answer.reason()).as(told(sql)).isNotBlank();
      if (answer.kind() == StatementKind.UNKNOWN) {
        assertThat(answer.changesSession()).as(told(sql)).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void whatNoReadingUnderstandsIsNeverARead(Dialect dialect) {
    Classifier classifier = new Classifier(dialect, 10);
    int unread = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String sql = i % 4 == 0 ? mutations.noise() : mutations.next();
      if (isUnreadable(dialect, sql)) {
        unread++;
        assertThat(classify(classifier, sql).isRead()).as(told(sql)).isFalse();
      }
    }
    assertThat(unread).isGreaterThan(ROUNDS / 100);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void mutatedStatementsAreAlwaysReadForReferences(Dialect dialect) {
    Classifier classifier = new Classifier(dialect, 10);
    ReferenceReader reader = new ReferenceReader(dialect);
    int parsed = 0;
    for (int i = 0; i < PARSED; i++) {
      String sql = i % 4 == 0 ? mutations.noise() : mutations.next();
      Classification seen = classify(classifier, sql);
      References references = read(reader, sql, seen);
      assertThat(references.tables()).as(told(sql)).containsAll(seen.tables());
      assertThat(references.functions()).as(told(sql)).containsAll(seen.functions());
      parsed += references.parsed() ? 1 : 0;
    }
    assertThat(parsed).isGreaterThan(PARSED / 100);
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void writeBehindASemicolonIsNeverARead(Dialect dialect) {
    Classifier classifier = new Classifier(dialect, 10);
    String resource = dialect == Dialect.POSTGRESQL ? "postgresql-corpus.txt" : "mysql-corpus.txt";
    for (String sql : ReadersAgreeTest.statements(resource)) {
      String text = "DELETE FROM t; " + mutations.next();
      assertThat(classify(classifier, text).isRead()).as(told(text)).isFalse();
      String other = classifier.classify(sql).isRead() ? sql + "\n; DELETE FROM t" : text;
      assertThat(classify(classifier, other).isRead()).as(told(other)).isFalse();
    }
  }

  private static boolean isUnreadable(Dialect dialect, String sql) {
    Lexed usual = Reading.usual(dialect, sql);
    Stream<Lexed> readings =
        usual.ambiguous()
            ? Reading.of(dialect).stream().map(reading -> Reading.lex(dialect, sql, reading))
            : List.of(usual).stream();
    return readings.allMatch(lexed -> lexed.problem() != null);
  }

  private Classification classify(Classifier classifier, String sql) {
    try {
      return classifier.classify(sql);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(told(sql), e);
    }
  }

  private References read(ReferenceReader reader, String sql, Classification seen) {
    try {
      return reader.read(sql, seen);
    } catch (RuntimeException | StackOverflowError e) {
      throw new AssertionError(told(sql), e);
    }
  }

  private String told(String sql) {
    return "-Dfuzz.seed=" + seed + ", " + (sql.length() > 500 ? sql.substring(0, 500) : sql);
  }
}
