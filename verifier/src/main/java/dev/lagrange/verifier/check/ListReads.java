package dev.lagrange.verifier.check;

import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What was read of one list, and who appended what. */
final class ListReads {

  private final List<Event> events;
  private final Map<Long, Event> appends = new HashMap<>();
  private long lastReadAt = Long.MIN_VALUE;

  ListReads(List<Event> events) {
    this.events = events;
    for (Event event : events) {
      if (event.isRead() && event.operation().isKnown()) {
        lastReadAt = event.invokedAt();
      }
      if (!event.isRead()) {
        appends.putIfAbsent(event.access().value(), event);
      }
    }
  }

  /** Who was to append an element, with any outcome; null if nobody. */
  @Nullable Event append(long element) {
    return appends.get(element);
  }

  /** Whether anybody read the list after an append was over. */
  boolean isReadAfter(Event append) {
    return append.completedAt() < lastReadAt;
  }

  /** The appends whose element was twice in a list, with the first read that shows it. */
  Map<Event, Event> doubled() {
    Map<Event, Event> doubled = new LinkedHashMap<>();
    // nothing is new in a list that has been looked at
    Set<List<Long>> seen = new HashSet<>();
    for (Event event : events) {
      if (event.isRead() && event.operation().isKnown() && seen.add(event.access().elements())) {
        Set<Long> elements = new HashSet<>();
        for (long element : event.access().elements()) {
          Event append = elements.add(element) ? null : appends.get(element);
          if (append != null) {
            doubled.putIfAbsent(append, event);
          }
        }
      }
    }
    return doubled;
  }
}
