package dev.lagrange.verifier.check;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of a list's elements, as the longest read shows it (Kingsbury and Alvaro, VLDB 2020).
 * The state of a list is numbered by its length. A read that is no prefix of the longest has no
 * place; an element that no read shows is later than all that one does.
 */
final class ListOrder implements Order {

  private @Nullable Event witness;
  private List<Long> elements = List.of();
  private final Map<Long, Integer> positions = new HashMap<>();

  ListOrder(List<Event> events) {
    for (Event event : events) {
      if (event.isRead()
          && event.operation().isKnown()
          && event.access().elements().size() > elements.size()) {
        elements = event.access().elements();
        witness = event;
      }
    }
    for (int i = 0; i < elements.size(); i++) {
      positions.putIfAbsent(elements.get(i), i + 1);
    }
  }

  /** The longest list that was read. */
  List<Long> elements() {
    return elements;
  }

  /** Who read it; null if no read showed an element. */
  @Nullable Event witness() {
    return witness;
  }

  /** Whether a list is how this one began. */
  boolean startsWith(List<Long> other) {
    return other.size() <= elements.size() && elements.subList(0, other.size()).equals(other);
  }

  @Override
  public @Nullable Step place(Event event, int key) {
    if (event.isRead()) {
      List<Long> seen = event.access().elements();
      return startsWith(seen) ? new Step(event, key, seen.size(), seen.size()) : null;
    }
    Integer position = positions.get(event.access().value());
    return position == null
        ? new Step(event, key, elements.size() + 1L, Long.MAX_VALUE)
        : new Step(event, key, position, position);
  }

  @Override
  public boolean isTotal() {
    return true;
  }
}
