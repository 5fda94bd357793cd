package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who may have made which version of one register. Versions that no acknowledged write made are
 * gaps: each is of one unknown write.
 */
final class RegisterWrites {

  private final TreeMap<Long, Event> known = new TreeMap<>();
  private final List<Event> repeated = new ArrayList<>();
  private final long[] versions;
  private final long[] unknown;

  RegisterWrites(List<Event> events) {
    List<Long> begun = new ArrayList<>();
    for (Event event : events) {
      if (!event.isRead() && event.operation().outcome() == Outcome.UNKNOWN) {
        begun.add(event.invokedAt());
      }
      if (!event.isRead()
          && event.operation().isKnown()
          && known.putIfAbsent(event.access().value(), event) != null) {
        repeated.add(event);
      }
    }
    versions = known.keySet().stream().mapToLong(Long::longValue).toArray();
    unknown = begun.stream().mapToLong(Long::longValue).sorted().toArray();
  }

  /** The acknowledged writes that made a version which another had made. */
  List<Event> repeated() {
    return repeated;
  }

  /** The acknowledged write that made a version; null if there is none. */
  @Nullable Event of(long version) {
    return known.get(version);
  }

  /** The acknowledged writes, by version. */
  Map<Long, Event> byVersion() {
    return known;
  }

  /** The write of the version that was read, if it began only after the read was over; or null. */
  @Nullable Event writtenTooLate(Event read) {
    Event write = known.get(read.access().value());
    return write != null && read.precedes(write) ? write : null;
  }

  /** Whether anybody had begun to write, before an instant, what may have become this version. */
  boolean mayBeWritten(long version, long before) {
    if (version == 0) {
      return true;
    }
    Event write = known.get(version);
    return version > 0 && (write == null ? unknown(before) > 0 : write.invokedAt() <= before);
  }

  /** How many of the versions up to this one nobody says to have made. */
  long gaps(long version) {
    int below = Arrays.binarySearch(versions, version);
    return version - (below < 0 ? -below - 1 : below + 1);
  }

  /** How many writes of unknown outcome had begun at an instant. */
  int unknown(long until) {
    int low = 0;
    int high = unknown.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (unknown[middle] <= until) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
