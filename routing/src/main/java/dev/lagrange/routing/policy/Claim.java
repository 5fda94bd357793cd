package dev.lagrange.routing.policy;

import dev.lagrange.routing.consistency.Consistency;
import org.jspecify.annotations.Nullable;

/**
 * What a policy says of one statement: its level if nobody declares one, and the floor below which
 * none may go, each with the rule that decides. Immutable.
 *
 * @param byDefault the rule that decides the level; null if none is about the statement
 * @param partial whether the statement also names tables that no default is about
 * @param general the client's default for everything else; null if there is none
 * @param required the strictest floor; null if there is none
 */
public record Claim(
    @Nullable Rule byDefault, boolean partial, @Nullable Rule general, @Nullable Rule required) {

  /** Of a statement that no rule is about. */
  public static final Claim NONE = new Claim(null, false, null, null);

  /**
   * The rule whose level a statement gets if nobody declares one; null if it gets the one that
   * stands last in the order of claims. That one counts for the tables no default is about.
   *
   * <p>In a transaction, rules about tables and functions raise the level and never lower it: one
   * snapshot serves whatever the transaction will read next.
   *
   * @param last the level that stands last in the order of claims, the URL's
   */
  public @Nullable Rule undeclared(Consistency last, boolean inTransaction) {
    Rule rule = byDefault;
    if (rule == null) {
      return inTransaction ? general : null;
    }
    if (inTransaction) {
      Consistency base = general == null ? last : general.level();
      return rule.level().isStricterThan(base) ? rule : general;
    }
    return partial && last.isStricterThan(rule.level()) ? null : rule;
  }

  /** The rule that raises a level, by whomever it was declared; null if it may stand. */
  public @Nullable Rule raising(Consistency level) {
    Rule floor = required;
    return floor != null && floor.level().isStricterThan(level) ? floor : null;
  }
}
