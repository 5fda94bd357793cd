package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Place;
import java.util.Locale;

/** Parts of the sentences that tell people what is wrong. */
final class Phrase {

  private Phrase() {}

  /** For example: session 3 read version 5 of r4 from node-2 (op 124). */
  static String of(Event event) {
    return "session " + event.operation().session() + " " + did(event);
  }

  /** For example: read version 5 of r4 from node-2 (op 124). */
  static String did(Event event) {
    return verb(event.operation(), event.access())
        + where(event.operation(), event.isRead())
        + " (op "
        + event.operation().id()
        + ")";
  }

  /** Two events that follow each other: "… , and 2.1 ms later read version 5 of r4 (op 124)". */
  static String then(Event first, Event second) {
    String who =
        first.operation().session() == second.operation().session()
            ? ""
            : "session " + second.operation().session() + " ";
    return of(first) + ", and " + later(first, second) + " " + who + did(second);
  }

  /** The time between the end of one and the start of another, for example: 2.1 ms later. */
  static String later(Event first, Event second) {
    long nanos = second.invokedAt() - first.completedAt();
    return first.completedAt() == Operation.NEVER || nanos < 0
        ? "meanwhile"
        : time(nanos) + " later";
  }

  /** A span of time in a unit that suits it. */
  static String time(long nanos) {
    if (nanos < 1_000) {
      return nanos + " ns";
    }
    if (nanos < 1_000_000) {
      return String.format(Locale.ROOT, "%.1f us", nanos / 1e3);
    }
    if (nanos < 1_000_000_000) {
      return String.format(Locale.ROOT, "%.1f ms", nanos / 1e6);
    }
    return String.format(Locale.ROOT, "%.1f s", nanos / 1e9);
  }

  private static String verb(Operation operation, Access access) {
    String key = access.key();
    long value = access.value();
    return switch (operation.model()) {
      case REGISTER, SNAPSHOT ->
          access.isRead()
              ? "read version " + value + " of " + key
              : operation.isKnown()
                  ? "wrote version " + value + " of " + key
                  : "wrote a version of " + key;
      case VALUE ->
          access.isRead()
              ? "read the value " + value + " of " + key
              : "wrote the value " + value + " to " + key;
      case LIST ->
          access.isRead()
              ? "read " + shortened(access) + " from " + key
              : "appended " + value + " to " + key;
      case COUNTER ->
          access.isRead() ? "read " + value + " from " + key : "added " + value + " to " + key;
      case CELL -> cell(operation, access);
    };
  }

  private static String cell(Operation operation, Access access) {
    return switch (access.action()) {
      case READ -> "read " + access.value() + " from " + access.key();
      case COMPARE_AND_SET ->
          operation.isKnown()
              ? "replaced %d by %d in %s".formatted(access.expected(), access.value(), access.key())
              : "asked %s for %d to be replaced by %d"
                  .formatted(access.key(), access.expected(), access.value());
      case WRITE, APPEND, ADD -> "wrote " + access.value() + " to " + access.key();
    };
  }

  private static String shortened(Access access) {
    int size = access.elements().size();
    return size <= 6
        ? access.elements().toString()
        : "%d elements up to %s".formatted(size, access.elements().subList(size - 3, size));
  }

  private static String where(Operation operation, boolean read) {
    Place place = operation.place();
    return place == null ? "" : (read ? " from " : " on ") + place.node();
  }
}
