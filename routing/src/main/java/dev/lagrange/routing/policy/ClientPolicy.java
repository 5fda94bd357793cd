package dev.lagrange.routing.policy;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.List;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * The rules that are about one client, and what they say of its statements.
 *
 * <p>Among defaults, the first rule about a table decides for that table; of several tables, the
 * strictest level counts. A rule that names neither tables nor functions is about every table, and
 * about a statement of which nothing else is known. A function counts where a rule names it before
 * any such general one. Among floors there is no order: all that apply hold, so the strictest
 * counts. Immutable.
 */
final class ClientPolicy {

  private final List<Rule> defaults;
  private final List<Rule> floors;
  private final List<String> searchPath;
  private final @Nullable Rule general;
  private final List<NamePattern> ignoredWrites;

  ClientPolicy(List<Rule> rules, List<String> searchPath, List<NamePattern> ignoredWrites) {
    this.defaults = rules.stream().filter(rule -> rule.mode() == RuleMode.DEFAULT).toList();
    this.floors = rules.stream().filter(rule -> rule.mode() == RuleMode.REQUIRE).toList();
    this.searchPath = searchPath;
    this.ignoredWrites = ignoredWrites;
    this.general = defaults.stream().filter(Rule::isGeneral).findFirst().orElse(null);
  }

  Claim claim(List<QualifiedName> tables, List<QualifiedName> functions) {
    Rule byDefault = null;
    boolean partial = false;
    for (QualifiedName table : tables) {
      Rule rule = first(table, Rule::namesTable, general);
      partial |= rule == null;
      byDefault = stricter(byDefault, rule);
    }
    for (QualifiedName function : functions) {
      byDefault = stricter(byDefault, first(function, Rule::namesFunction, null));
    }
    if (byDefault == null) {
      byDefault = general;
    }
    return new Claim(
        level(byDefault),
        partial,
        level(general),
        level(floor(tables, functions)),
        !tables.isEmpty() && tables.stream().allMatch(this::isIgnored));
  }

  /** Wherever it may be, a table is one whose writes are ignored. */
  private boolean isIgnored(QualifiedName table) {
    return places(table).stream()
        .allMatch(place -> ignoredWrites.stream().anyMatch(pattern -> pattern.matches(place)));
  }

  private static @Nullable Level level(@Nullable Rule rule) {
    return rule == null ? null : Level.of(rule);
  }

  private @Nullable Rule floor(List<QualifiedName> tables, List<QualifiedName> functions) {
    Rule strictest = null;
    for (Rule rule : floors) {
      boolean applies =
          rule.isGeneral()
              || tables.stream().flatMap(table -> places(table).stream()).anyMatch(rule::namesTable)
              || functions.stream()
                  .flatMap(function -> places(function).stream())
                  .anyMatch(rule::namesFunction);
      strictest = applies ? stricter(strictest, rule) : strictest;
    }
    return strictest;
  }

  /** The rule that decides for a name; where it may be in several schemas, the strictest one. */
  private @Nullable Rule first(
      QualifiedName name, BiPredicate<Rule, QualifiedName> names, @Nullable Rule ofGeneral) {
    Rule strictest = null;
    for (QualifiedName place : places(name)) {
      strictest = stricter(strictest, firstAt(place, names, ofGeneral));
    }
    return strictest;
  }

  private @Nullable Rule firstAt(
      QualifiedName name, BiPredicate<Rule, QualifiedName> names, @Nullable Rule ofGeneral) {
    for (Rule rule : defaults) {
      if (rule.isGeneral()) {
        return ofGeneral;
      }
      if (names.test(rule, name)) {
        return rule;
      }
    }
    return null;
  }

  private List<QualifiedName> places(QualifiedName name) {
    if (name.schema() != null || searchPath.isEmpty()) {
      return List.of(name);
    }
    return searchPath.stream().map(schema -> new QualifiedName(schema, name.name())).toList();
  }

  private static @Nullable Rule stricter(@Nullable Rule one, @Nullable Rule other) {
    if (one == null || other == null) {
      return one == null ? other : one;
    }
    return other.level().isStricterThan(one.level()) ? other : one;
  }
}
