package dev.lagrange.routing.policy;

import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.consistency.Consistency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/**
 * One rule: what it applies to, and the level it gives. A list that is empty stands for all.
 * Immutable.
 *
 * @param line where it begins in its file, from 1
 * @param tables the relations it is about
 * @param functions the functions it is about
 * @param users patterns for the users it is about, in which {@code *} stands for any characters
 * @param applications the same for the names of applications
 * @param level the level
 * @param mode whether the level is a default or a floor
 */
public record Rule(
    int line,
    List<NamePattern> tables,
    List<NamePattern> functions,
    List<String> users,
    List<String> applications,
    Consistency level,
    RuleMode mode) {

  /** Copies the lists. */
  public Rule {
    tables = List.copyOf(tables);
    functions = List.copyOf(functions);
    users = List.copyOf(users);
    applications = List.copyOf(applications);
  }

  /** Whether it names neither tables nor functions, and so is about every statement. */
  public boolean isGeneral() {
    return tables.isEmpty() && functions.isEmpty();
  }

  boolean isFor(Client client) {
    return isAmong(users, client.user()) && isAmong(applications, client.application());
  }

  private static boolean isAmong(List<String> patterns, String value) {
    return patterns.isEmpty()
        || patterns.stream().anyMatch(pattern -> Glob.exactCase(pattern).matches(value));
  }

  boolean namesTable(QualifiedName table) {
    return tables.stream().anyMatch(pattern -> pattern.matches(table));
  }

  boolean namesFunction(QualifiedName function) {
    return functions.stream().anyMatch(pattern -> pattern.matches(function));
  }

  /** Whether a default behind this one is never reached, as far as their spelling shows. */
  public boolean hides(Rule later) {
    boolean clients =
        (users.isEmpty() || asSet(users).equals(asSet(later.users)))
            && (applications.isEmpty() || asSet(applications).equals(asSet(later.applications)));
    boolean names =
        isGeneral()
            || (!later.isGeneral()
                && tables.containsAll(later.tables)
                && functions.containsAll(later.functions));
    return mode == RuleMode.DEFAULT && later.mode == RuleMode.DEFAULT && clients && names;
  }

  private static Set<String> asSet(List<String> list) {
    return new HashSet<>(list);
  }

  /** Where it stands and what it says, such as {@code line 4 (tables inventory: strong)}. */
  @Override
  public String toString() {
    StringJoiner about = new StringJoiner(", ");
    add(about, "tables", tables);
    add(about, "functions", functions);
    add(about, "users", users);
    add(about, "applications", applications);
    String whom = about.length() == 0 ? "everything" : about.toString();
    String how = mode == RuleMode.REQUIRE ? " required)" : ")";
    return "line " + line + " (" + whom + ": " + level + how;
  }

  private static void add(StringJoiner about, String what, List<?> patterns) {
    if (patterns.isEmpty()) {
      return;
    }
    String more = patterns.size() > 2 ? " and " + (patterns.size() - 2) + " more" : "";
    StringJoiner shown = new StringJoiner(" ", what + " ", more);
    patterns.stream().limit(2).forEach(pattern -> shown.add(pattern.toString()));
    about.add(shown.toString());
  }
}
