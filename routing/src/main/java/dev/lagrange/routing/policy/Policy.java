package dev.lagrange.routing.policy;

import dev.lagrange.routing.catalog.QualifiedName;
import java.util.List;
import java.util.function.Predicate;

/**
 * An ordered list of rules that give statements their level, and what else the owner of a database
 * declares about it. Immutable.
 *
 * @param rules the rules, in the order in which defaults are tried
 * @param safeFunctions the users' functions that may run on replicas
 * @param ignoredWrites the tables of which sessions need not see what they write to them
 * @param searchPath the schemas in which a name without a schema is looked for; empty if each
 *     client's own path is to be used
 */
public record Policy(
    List<Rule> rules,
    List<NamePattern> safeFunctions,
    List<NamePattern> ignoredWrites,
    List<String> searchPath) {

  /** Copies the lists. */
  public Policy {
    rules = List.copyOf(rules);
    safeFunctions = List.copyOf(safeFunctions);
    ignoredWrites = List.copyOf(ignoredWrites);
    searchPath = List.copyOf(searchPath);
  }

  /**
   * Tells whether a function is declared safe on replicas. A name without a schema is so only if a
   * pattern without a schema names it.
   */
  public Predicate<QualifiedName> replicaSafe() {
    return function -> safeFunctions.stream().anyMatch(pattern -> pattern.matches(function));
  }

  /** What of it is about a client. */
  public PolicyPart about(Client client) {
    List<Rule> rulesOfClient = rules.stream().filter(rule -> rule.isFor(client)).toList();
    List<String> path = searchPath.isEmpty() ? client.searchPath() : searchPath;
    return new PolicyPart(rulesOfClient, path, ignoredWrites);
  }

  /** The same for a session that said in which schema its names are. */
  public Policy in(String schema) {
    return new Policy(rules, safeFunctions, ignoredWrites, List.of(schema));
  }
}
