package dev.lagrange.routing.policy;

import java.util.List;

/**
 * What of a policy is about one client: equal for clients of whose statements it says the same.
 * Immutable.
 *
 * @param rules the rules that are about the client, in their order
 * @param searchPath where a name without a schema is looked for
 * @param ignoredWrites as in {@link Policy}
 */
public record PolicyPart(
    List<Rule> rules, List<String> searchPath, List<NamePattern> ignoredWrites) {

  /** Copies the lists. */
  public PolicyPart {
    rules = List.copyOf(rules);
    searchPath = List.copyOf(searchPath);
    ignoredWrites = List.copyOf(ignoredWrites);
  }

  /**
   * What it says of statements.
   *
   * @param kept for about how many statements it is kept once decided
   */
  public Claims claims(int kept) {
    return new Claims(new ClientPolicy(rules, searchPath, ignoredWrites), kept);
  }
}
