package dev.lagrange.cli.explain;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.sql.Classification;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What is to be said of one statement.
 *
 * @param sql its text
 * @param statement what it is
 * @param placement where it would go at the level in force; null if its hint is refused
 * @param problem why its hint is refused; null if it is not
 */
record Explanation(
    String sql, Classification statement, @Nullable Placement placement, @Nullable String problem) {

  private static final List<Consistency> LEVELS =
      List.of(
          Consistency.STRONG,
          Consistency.bounded(Duration.ofSeconds(5)),
          Consistency.EVENTUAL,
          Consistency.WEAK);

  /** Explains a statement; a hint of its own wins over the level. */
  static Explanation of(String sql, Classification statement, Consistency level) {
    String hint = statement.consistency();
    if (hint == null) {
      return new Explanation(sql, statement, Placement.of(statement, level), null);
    }
    try {
      Placement placement = Placement.of(statement, Consistency.parse(hint));
      return new Explanation(sql, statement, placement, null);
    } catch (IllegalArgumentException refused) {
      return new Explanation(sql, statement, null, "in the hint: " + refused.getMessage());
    }
  }

  /** {@code read}, {@code write}, {@code session}, {@code transaction} or {@code unknown}. */
  String kind() {
    return statement.kind().name().toLowerCase(Locale.ROOT);
  }

  /** Where it would go at each of the four levels. */
  List<Placement> atEachLevel() {
    return LEVELS.stream().map(level -> Placement.of(statement, level)).toList();
  }
}
