package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ClassifierFuzzTest {

  private static final int ROUNDS = 10_000;
  private static final List<String> CORPUS =
      Stream.of("postgresql-corpus.txt", "mysql-corpus.txt")
          .flatMap(resource -> WordList.read(resource).stream())
          .map(line -> line.substring(line.indexOf('|') + 1))
          .toList();
  private static final String[] PIECES = {
    "'",
    "\"",
    "`",
    "\\",
    "$$",
    "$1",
    "/*",
    "*/",
    "/*!50000 ",
    "--",
    "#",
    "(",
    ")",
    ";",
    "@",
    ":=",
    "::",
    "{",
    "}",
    "?",
    "\u0000",
    "\u212A",
    "\uD800",
    "\u00A0",
    "\n",
    " with ",
    " for update ",
    " from "
  };

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void mutatedStatementsAreAlwaysAnswered(Dialect dialect) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Classifier classifier = new Classifier(dialect, 10);
    for (int i = 0; i < ROUNDS; i++) {
      String sql = mutated(random);
      Classification answer = classifier.classify(sql);
      assertThat(answer.reason()).as("seed %d, %s", seed, sql).isNotBlank();
      if (answer.kind() == StatementKind.UNKNOWN) {
        assertThat(answer.changesSession()).as("seed %d, %s", seed, sql).isTrue();
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Dialect.class)
  void writeBehindASemicolonIsNeverARead(Dialect dialect) {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    Classifier classifier = new Classifier(dialect, 10);
    for (String sql : CORPUS) {
      String text = "DELETE FROM t; " + mutated(random);
      assertThat(classifier.classify(text).isRead()).as("seed %d, %s", seed, text).isFalse();
      String other = classifier.classify(sql).isRead() ? sql + "\n; DELETE FROM t" : text;
      assertThat(classifier.classify(other).isRead()).as(other).isFalse();
    }
  }

  private static String mutated(Random random) {
    StringBuilder sql = new StringBuilder(CORPUS.get(random.nextInt(CORPUS.size())));
    for (int i = random.nextInt(4); i >= 0; i--) {
      int at = random.nextInt(sql.length() + 1);
      switch (random.nextInt(3)) {
        case 0 -> sql.insert(at, PIECES[random.nextInt(PIECES.length)]);
        case 1 -> sql.delete(at, Math.min(sql.length(), at + 1 + random.nextInt(5)));
        default -> sql.insert(at, CORPUS.get(random.nextInt(CORPUS.size())));
      }
    }
    return sql.toString();
  }
}
