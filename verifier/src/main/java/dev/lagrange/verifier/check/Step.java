package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.verifier.history.Operation;

/**
 * An acknowledged access, and the state of its key that it made or saw, placed among the others as
 * far as that is proved: a state is older than another if its {@code latest} is below the other's
 * {@code earliest}.
 *
 * @param key the number of the key among all keys of the history
 */
record Step(Event event, int key, long earliest, long latest) {

  Operation operation() {
    return event.operation();
  }

  boolean isRead() {
    return event.isRead();
  }

  boolean isWeak() {
    return operation().level().level() == ConsistencyLevel.WEAK;
  }

  /** Whether its state is proved to be older. */
  boolean isOlderThan(Step other) {
    return latest < other.earliest;
  }

  /** Whether its state, which it made itself, is proved not to be newer. */
  boolean isNotNewerThan(Step other) {
    return latest <= other.earliest;
  }
}
