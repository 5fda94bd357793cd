package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The acknowledged transactions of snapshots, in the order of the log. */
final class SnapshotLog {

  private final Map<String, RegisterWrites> byVersion = new HashMap<>();
  private final Map<String, NavigableMap<Long, Event>> byLog = new HashMap<>();
  private final Map<Long, Long> logVersions = new HashMap<>();

  SnapshotLog(Accesses accesses) {
    Map<String, List<Event>> keys = accesses.of(Model.SNAPSHOT);
    keys.forEach((key, events) -> byVersion.put(key, new RegisterWrites(events)));
    RegisterWrites log = byVersion.get(Operation.LOG);
    if (log != null) {
      log.byVersion().forEach(this::add);
    }
  }

  private void add(long version, Event write) {
    Operation writer = write.operation();
    logVersions.put(writer.id(), version);
    for (int i = 0; i < writer.accesses().size(); i++) {
      Event event = new Event(writer, i);
      if (!event.isRead()) {
        // a transaction that writes a register twice leaves its last version
        byLog
            .computeIfAbsent(event.access().key(), key -> new TreeMap<>())
            .merge(version, event, (a, b) -> b.access().value() > a.access().value() ? b : a);
      }
    }
  }

  /** What an operation saw, or made, of each register. */
  static Map<String, Long> versions(Operation operation) {
    Map<String, Long> versions = new HashMap<>();
    for (Access access : operation.accesses()) {
      versions.merge(access.key(), access.value(), Math::max);
    }
    return versions;
  }

  /** The acknowledged transaction that made what was read; null if there is none. */
  @Nullable Operation writer(Access read) {
    RegisterWrites writes = byVersion.get(read.key());
    Event write = writes == null ? null : writes.of(read.value());
    return write == null ? null : write.operation();
  }

  /** The log version of an acknowledged write. */
  long logVersion(Event write) {
    return logVersions.getOrDefault(write.operation().id(), 0L);
  }

  /** The last write up to a log version, if what was read is older than that; or null. */
  @Nullable Event missed(Event read, long version) {
    Map.Entry<Long, Event> last = ofKey(read).floorEntry(version);
    boolean misses = last != null && read.access().value() < last.getValue().access().value();
    return last != null && misses ? last.getValue() : null;
  }

  /** The first write after a log version, if what was read is not older than that; or null. */
  @Nullable Event early(Event read, long version) {
    Map.Entry<Long, Event> next = ofKey(read).higherEntry(version);
    boolean early = next != null && read.access().value() >= next.getValue().access().value();
    return next != null && early ? next.getValue() : null;
  }

  /**
   * Whether what was read is newer than the log version, by whoever may have written it: there are
   * not as many versions of the log without a known writer as the register has got ahead.
   */
  boolean isAhead(Event read, long version) {
    RegisterWrites log = byVersion.get(Operation.LOG);
    Map.Entry<Long, Event> last = ofKey(read).floorEntry(version);
    long since = last == null ? 0 : last.getKey();
    long ahead = read.access().value() - (last == null ? 0 : last.getValue().access().value());
    return log != null && ahead > log.gaps(version) - log.gaps(since);
  }

  private NavigableMap<Long, Event> ofKey(Event read) {
    return byLog.getOrDefault(read.access().key(), new TreeMap<>());
  }
}
