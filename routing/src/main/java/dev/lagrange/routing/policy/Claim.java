package dev.lagrange.routing.policy;

import org.jspecify.annotations.Nullable;

/**
 * What a policy says of one statement: its level if nobody declares one, and the floor below which
 * none may go, each with the rule that decides. Immutable.
 *
 * @param byDefault the level if nobody declares one; null if no default is about the statement
 * @param partial whether the statement also names tables that no default is about
 * @param general the client's default for everything else; null if there is none
 * @param required the strictest floor; null if there is none
 * @param writesIgnored whether sessions need not see what is written to any table it names
 */
public record Claim(
    @Nullable Level byDefault,
    boolean partial,
    @Nullable Level general,
    @Nullable Level required,
    boolean writesIgnored) {

  /** Of a statement that no rule is about. */
  public static final Claim NONE = new Claim(null, false, null, null, false);

  /**
   * The level of a statement if nobody declares one. Tables that no default is about have the level
   * that stands last in the order of claims.
   *
   * <p>In a transaction, rules about tables and functions raise the level and never lower it: one
   * snapshot serves whatever the transaction will read next.
   *
   * @param last the level that stands last in the order of claims, the URL's
   */
  public Level undeclared(Level last, boolean inTransaction) {
    Level base = general == null ? last : general;
    if (byDefault == null) {
      return base;
    }
    if (inTransaction) {
      return byDefault.isStricterThan(base) ? byDefault : base;
    }
    return partial && last.isStricterThan(byDefault) ? last : byDefault;
  }

  /** The level that a claim comes to, by whomever it was made: the floor, if that is stricter. */
  public Level raised(Level claimed) {
    return required != null && required.isStricterThan(claimed) ? required : claimed;
  }
}
