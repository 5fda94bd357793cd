package dev.lagrange.cli.explain;

import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.policy.Claim;
import dev.lagrange.routing.policy.Level;
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
 * @param claim what the policy says of it
 * @param assumed the tables that pass for plain ones, since no server was asked
 * @param placement where it would go at the level in force; null if its hint is refused
 * @param problem why its hint is refused; null if it is not
 */
record Explanation(
    String sql,
    Classification statement,
    Claim claim,
    List<QualifiedName> assumed,
    @Nullable Placement placement,
    @Nullable String problem) {

  private static final List<Consistency> LEVELS =
      List.of(
          Consistency.STRONG,
          Consistency.bounded(Duration.ofSeconds(5)),
          Consistency.EVENTUAL,
          Consistency.WEAK);

  /** Explains a statement; a hint of its own wins over policy and URL, but for what is required. */
  static Explanation of(String sql, Knowledge knowledge) {
    Classification statement = knowledge.classifier().classify(sql);
    Claim claim = knowledge.policy().apply(statement);
    List<QualifiedName> assumed =
        knowledge.asked()
            ? List.of()
            : statement.tables().stream().filter(table -> !isOfSystem(table)).toList();
    Placement placement = null;
    String problem = null;
    try {
      placement = Placement.of(statement, level(statement, claim, knowledge.last()));
    } catch (IllegalArgumentException refused) {
      problem = "in the hint: " + refused.getMessage();
    }
    return new Explanation(sql, statement, claim, assumed, placement, problem);
  }

  private static Level level(Classification statement, Claim claim, Level last) {
    String hint = statement.consistency();
    Level claimed =
        hint == null ? claim.undeclared(last, false) : Level.declared(Consistency.parse(hint));
    return claim.raised(claimed);
  }

  private static boolean isOfSystem(QualifiedName table) {
    String schema = table.schema();
    return schema == null
        ? table.name().startsWith("pg_")
        : List.of("pg_catalog", "information_schema", "mysql", "sys", "performance_schema")
            .contains(schema);
  }

  /** {@code read}, {@code write}, {@code session}, {@code transaction} or {@code unknown}. */
  String kind() {
    return statement.kind().name().toLowerCase(Locale.ROOT);
  }

  /** Where it would go if each of the four levels were declared for it. */
  List<Placement> atEachLevel() {
    return LEVELS.stream()
        .map(level -> Placement.of(statement, claim.raised(Level.declared(level))))
        .toList();
  }

  /** The rule that decides its level; null if none does. */
  @Nullable String rule() {
    return placement == null || placement.level().rule() == null
        ? null
        : placement.level().rule().toString();
  }
}
