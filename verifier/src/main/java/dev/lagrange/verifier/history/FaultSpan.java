package dev.lagrange.verifier.history;

import org.jspecify.annotations.Nullable;

/**
 * What was done to the cluster during a run. Immutable.
 *
 * @param at when it began, in nanoseconds of the history's clock
 * @param until when it ended; {@link Long#MAX_VALUE} if it did not
 * @param sentence what was done, such as "replay paused"
 * @param node to which node; null if to none in particular
 */
public record FaultSpan(long at, long until, String sentence, @Nullable String node) {

  /** A fault that did not end. */
  public static final long NEVER = Long.MAX_VALUE;

  /** Whether any of it lies between two times, both included. */
  public boolean isActive(long from, long to) {
    return at <= to && until >= from;
  }

  /** What and where, in a few words. */
  public String name() {
    return node == null ? sentence : node + ": " + sentence;
  }
}
