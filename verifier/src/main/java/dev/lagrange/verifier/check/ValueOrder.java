package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Outcome;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The order of values that nobody counted. A write took effect after it was invoked, and before the
 * first answer, its own or a reader's, that showed it; of two writes whose spans do not meet, the
 * order is proved, of others it is not. An unknown write that was read took effect.
 */
final class ValueOrder implements Order {

  /** When a write took effect; {@code ambiguous} if several wrote the same value. */
  private record Span(long from, long to, boolean ambiguous) {}

  private final Map<Long, Span> spans = new HashMap<>();

  ValueOrder(List<Event> events) {
    // before every write, and not newer than any
    spans.put(0L, new Span(Long.MIN_VALUE, Long.MIN_VALUE, false));
    for (Event event : events) {
      if (!event.isRead() && event.operation().outcome() != Outcome.FAILED) {
        Span span = new Span(event.invokedAt(), event.completedAt(), false);
        spans.merge(
            event.access().value(), span, (a, b) -> new Span(a.from, Math.max(a.to, b.to), true));
      }
    }
    for (Event event : events) {
      if (event.isRead() && event.operation().isKnown()) {
        spans.computeIfPresent(event.access().value(), (value, span) -> seen(span, event));
      }
    }
  }

  private static Span seen(Span span, Event read) {
    // a read from the future proves nothing but itself
    boolean shortens = span.from <= read.completedAt() && read.completedAt() < span.to;
    return shortens ? new Span(span.from, read.completedAt(), span.ambiguous) : span;
  }

  @Override
  public @Nullable Step place(Event event, int key) {
    Span span = spans.get(event.access().value());
    return span == null || span.ambiguous ? null : new Step(event, key, span.from, span.to);
  }

  @Override
  public boolean isTotal() {
    return false;
  }
}
