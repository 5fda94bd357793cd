package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Place;

/**
 * One access of one operation.
 *
 * @param index which of the operation's accesses, from 0
 */
record Event(Operation operation, int index) {

  Access access() {
    return operation.accesses().get(index);
  }

  long invokedAt() {
    return operation.invokedAt();
  }

  long completedAt() {
    return operation.completedAt();
  }

  boolean isRead() {
    return access().isRead();
  }

  /** Whether it was promised no more than its own process's writes, for want of a primary. */
  boolean stoodIn() {
    Place place = operation.place();
    return place != null && place.stoodIn();
  }

  /** Whether it is the access by which its operation is counted. */
  boolean countsOperation() {
    return index == 0;
  }

  /** Whether it is the first of the reads, or of the changes, of its operation. */
  boolean isFirstOfItsKind() {
    for (Access earlier : operation.accesses().subList(0, index)) {
      if (earlier.isRead() == isRead()) {
        return false;
      }
    }
    return true;
  }

  /** Whether it was over before another began; at the same instant they are concurrent. */
  boolean precedes(Event other) {
    return completedAt() < other.invokedAt();
  }
}
