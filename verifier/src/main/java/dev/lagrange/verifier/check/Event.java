package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Place;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

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

  /** Whether it was over before another began; at the same instant they are concurrent. */
  boolean precedes(Event other) {
    return completedAt() < other.invokedAt();
  }

  /** What was done to each key of a model, with any outcome, by invocation. */
  static Map<String, List<Event>> byKey(History history, Model model) {
    Map<String, List<Event>> events = new LinkedHashMap<>();
    for (Operation operation : history.operations()) {
      if (operation.model() == model) {
        for (int i = 0; i < operation.accesses().size(); i++) {
          Event event = new Event(operation, i);
          events.computeIfAbsent(event.access().key(), key -> new ArrayList<>()).add(event);
        }
      }
    }
    return events;
  }
}
