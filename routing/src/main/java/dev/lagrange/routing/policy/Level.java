package dev.lagrange.routing.policy;

import dev.lagrange.routing.consistency.Consistency;
import org.jspecify.annotations.Nullable;

/**
 * The level of a statement, and who set it. Immutable.
 *
 * @param consistency the level
 * @param rule the policy's rule that set it; null if somebody declared it, or the URL did
 */
public record Level(Consistency consistency, @Nullable Rule rule) {

  /** A level in which no policy had a say. */
  public static Level declared(Consistency consistency) {
    return new Level(consistency, null);
  }

  static Level of(Rule rule) {
    return new Level(rule.level(), rule);
  }

  /** Whether it asks for more than another. */
  public boolean isStricterThan(Level other) {
    return consistency.isStricterThan(other.consistency);
  }

  /** The level, and the rule that set it. */
  @Override
  public String toString() {
    return rule == null ? consistency.toString() : consistency + " by the policy's " + rule;
  }
}
