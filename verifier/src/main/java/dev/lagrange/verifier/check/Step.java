package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.verifier.history.Operation;

/**
 * An acknowledged access, and the state of its key that it made or saw, placed among the others as
 * far as that is proved: a state is older than another if its {@code latest} is below the other's
 * {@code earliest}.
 *
 * @param key the number of the key among all keys of the history
 * @param isRead whether it changed nothing
 * @param isWeak whether its operation is at {@code weak}
 */
record Step(Event event, int key, long earliest, long latest, boolean isRead, boolean isWeak) {

  Step(Event event, int key, long earliest, long latest) {
    this(event, key, earliest, latest, event.isRead(), isWeak(event.operation()));
  }

  private static boolean isWeak(Operation operation) {
    return operation.level().level() == ConsistencyLevel.WEAK;
  }

  Operation operation() {
    return event.operation();
  }

  /** Whether its state is proved to be older than that of another. */
  boolean isOlderThan(Step other) {
    return latest < other.earliest;
  }

  /**
   * Whether it cannot follow an access that is over: it read an older state, or made one that is
   * not newer.
   *
   * @param state the {@code earliest} of that access
   */
  boolean contradicts(long state) {
    return isRead ? latest < state : latest <= state;
  }
}
