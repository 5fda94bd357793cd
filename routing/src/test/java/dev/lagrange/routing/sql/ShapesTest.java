package dev.lagrange.routing.sql;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class ShapesTest {

  private static final int ROUNDS = Integer.getInteger("fuzz.rounds", 2_000);
  private static final Pattern DIGITS = Pattern.compile("[0-9]+");

  private final long seed = Mutations.seed();
  private final Random random = new Random(seed);
  private final Shapes shapes = new Shapes();
  private final Classifier keepsNothing = new Classifier(Dialect.POSTGRESQL, 0);

  private Classification judge(String sql) {
    return keepsNothing.classify(sql);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a FROM t WHERE id = 4711",
        "SELECT a FROM t WHERE id IN (1, 2, 4711)",
        "SELECT 4711",
        "UPDATE t SET a = a + 4711 WHERE b = -4711",
        "DELETE FROM t WHERE id=4711;",
      })
  void numbersAreNotLookedAt(String sql) {
    assertThat(shapes.add(sql, judge(sql))).isTrue();
    String other = sql.replace("4711", "1");
    assertThat(shapes.find(other)).isEqualTo(judge(other));
  }

  @Test
  void otherTextsAreOthers() {
    String sql = "SELECT a FROM t1 WHERE id = 4 LIMIT 10";
    shapes.add(sql, judge(sql));
    assertThat(shapes.find("SELECT a FROM t2 WHERE id = 4 LIMIT 10")).isNull();
    assertThat(shapes.find("SELECT a FROM t1 WHERE id = 4.5 LIMIT 10")).isNull();
    assertThat(shapes.find("SELECT a FROM t1 WHERE id = 4e5 LIMIT 10")).isNull();
    assertThat(shapes.find("SELECT a FROM t1 WHERE id = 4 LIMIT 10 ")).isNull();
    assertThat(shapes.find("SELECT a FROM t1 WHERE id = 4 LIMIT 10 0")).isNull();
    assertThat(shapes.find("SELECT a FROM t1 WHERE id = 4 LIMIT 1")).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT a FROM t",
        "SELECT a FROM t1",
        "SELECT 'a', 1",
        "SELECT \"a\", 1",
        "SELECT `a`, 1",
        "SELECT $$a$$, 1",
        "SELECT 1 -- 2",
        "SELECT 1 /* 2 */",
        "SELECT 1 # 2",
        "SET statement_timeout = 1000",
        "SET lagrange.consistency = 1",
        "BEGIN; SELECT 1",
        "DO 1",
        "nonsense 1",
      })
  void whatMayBeAnythingHasNoShape(String sql) {
    assertThat(shapes.add(sql, judge(sql))).isFalse();
    assertThat(shapes.find(sql)).isNull();
  }

  @Test
  void manyThatNeverComeAgainTakeNoPlaceAway() {
    List<String> kept = IntStream.range(0, 100).mapToObj(i -> "SELECT a" + i + " + 1").toList();
    kept.forEach(sql -> shapes.add(sql, judge(sql)));
    Classification judged = judge("SELECT b + 1");
    for (int i = 0; i < 100_000; i++) {
      shapes.add("SELECT b" + i + " + 1", judged);
    }
    assertThat(kept).allMatch(sql -> shapes.find(sql) != null);
    String comesAgain = "SELECT c + 1";
    boolean atOnce = shapes.add(comesAgain, judge(comesAgain));
    assertThat(atOnce || shapes.add(comesAgain, judge(comesAgain))).isTrue();
    assertThat(shapes.find("SELECT c + 2")).isEqualTo(judge("SELECT c + 2"));
  }

  /** Statements of all kinds, whole and damaged: those of one shape are the same. */
  @ParameterizedTest
  @EnumSource(Dialect.class)
  void whatIsFoundIsWhatWouldBeJudged(Dialect dialect) {
    Classifier judge = new Classifier(dialect, 0);
    Mutations mutations = new Mutations(seed);
    int found = 0;
    for (int i = 0; i < ROUNDS; i++) {
      String sql = i % 8 == 0 ? mutations.noise() : mutations.next();
      shapes.add(sql, judge.classify(sql));
      String other = DIGITS.matcher(sql).replaceAll(this::number);
      Classification known = shapes.find(other);
      if (known != null) {
        found++;
        assertThat(known)
            .as(() -> "-Dfuzz.seed=" + seed + ", " + other)
            .isEqualTo(judge.classify(other));
      }
    }
    assertThat(found).isGreaterThan(ROUNDS / 100);
  }

  private String number(MatchResult before) {
    return Long.toString(random.nextLong() >>> random.nextInt(1, 63));
  }
}
