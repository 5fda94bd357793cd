package dev.lagrange.driver;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * What sessions did to versioned registers, and whether their reads kept what their levels promise.
 * A register's writes are totally ordered by its version, so each promise is a lower bound of the
 * version read. Times are nanoseconds of one clock. Recording is thread-safe.
 */
final class VersionHistory {

  /** A write that was acknowledged: the version it made. */
  record Write(int session, int key, long version, long ackedAt) {}

  /** A read that returned: the version it saw, and who served it. */
  record Read(
      int session,
      int key,
      long version,
      long beganAt,
      long endedAt,
      Consistency level,
      boolean byPrimary,
      String route) {}

  /** What a read may owe. */
  enum Promise {
    /** Every version that its session wrote before. */
    READ_YOUR_WRITES,
    /** Every version that its session read before, at weak apart. */
    MONOTONIC_READS,
    /** Every version acknowledged to anybody longer ago than its bound. */
    WITHIN_BOUND,
    /** Every version acknowledged to anybody, or returned by a strong read, before it began. */
    LINEARIZABLE
  }

  /** A read that saw less than it was owed. */
  record Violation(Promise promise, Read read, long owed) {
    @Override
    public String toString() {
      return "%s broken: session %d read version %d of key %d, owed %d, at %s by %s (%d..%d ns)"
          .formatted(
              promise,
              read.session(),
              read.version(),
              read.key(),
              owed,
              read.level(),
              read.route(),
              read.beganAt(),
              read.endedAt());
    }
  }

  private record Register(int session, int key) {}

  private final Queue<Write> writes = new ConcurrentLinkedQueue<>();
  private final Queue<Read> reads = new ConcurrentLinkedQueue<>();

  void add(Write write) {
    writes.add(write);
  }

  void add(Read read) {
    reads.add(read);
  }

  List<Read> reads() {
    return List.copyOf(reads);
  }

  /** Where reads saw less than their own levels promise. */
  List<Violation> violations() {
    List<Violation> found = new ArrayList<>();
    found.addAll(violations(Promise.READ_YOUR_WRITES));
    found.addAll(violations(Promise.MONOTONIC_READS));
    found.addAll(violations(Promise.WITHIN_BOUND));
    found.addAll(violations(Promise.LINEARIZABLE));
    found.removeIf(violation -> !promises(violation.read().level(), violation.promise()));
    return found;
  }

  private static boolean promises(Consistency consistency, Promise promise) {
    return switch (promise) {
      case READ_YOUR_WRITES, MONOTONIC_READS -> consistency.level() != ConsistencyLevel.WEAK;
      case WITHIN_BOUND -> consistency.level() == ConsistencyLevel.BOUNDED;
      case LINEARIZABLE -> consistency.level() == ConsistencyLevel.STRONG;
    };
  }

  /** Where reads saw less than one promise asks for, whatever their levels. */
  List<Violation> violations(Promise promise) {
    return switch (promise) {
      case READ_YOUR_WRITES -> readYourWrites();
      case MONOTONIC_READS -> monotonicReads();
      case WITHIN_BOUND -> withinBound();
      case LINEARIZABLE -> linearizable();
    };
  }

  private List<Violation> readYourWrites() {
    Map<Register, Steps> own = new HashMap<>();
    for (Write write : writes) {
      Register register = new Register(write.session(), write.key());
      own.computeIfAbsent(register, r -> new Steps()).add(write.ackedAt(), write.version());
    }
    List<Violation> found = new ArrayList<>();
    for (Read read : reads) {
      Steps written = own.getOrDefault(new Register(read.session(), read.key()), Steps.NONE);
      judge(Promise.READ_YOUR_WRITES, read, written.before(read.beganAt()), found);
    }
    return found;
  }

  /**
   * A replica may show a commit before its primary does, which its client has not been told of
   * either: a read that the primary serves owes such a version only if a primary showed it before,
   * or it has been acknowledged by now.
   */
  private List<Violation> monotonicReads() {
    Map<Integer, Steps> acknowledged = acknowledged();
    Map<Register, Long> byAnybody = new HashMap<>();
    Map<Register, Long> byPrimary = new HashMap<>();
    List<Violation> found = new ArrayList<>();
    for (Read read : inOrder(Comparator.comparingLong(Read::beganAt))) {
      Register register = new Register(read.session(), read.key());
      long owed = byAnybody.getOrDefault(register, 0L);
      if (read.byPrimary()) {
        Steps acked = acknowledged.getOrDefault(read.key(), Steps.NONE);
        long certain = Math.min(owed, acked.before(read.beganAt()));
        owed = Math.max(certain, byPrimary.getOrDefault(register, 0L));
      }
      judge(Promise.MONOTONIC_READS, read, owed, found);
      if (read.level().level() != ConsistencyLevel.WEAK) {
        byAnybody.merge(register, read.version(), Math::max);
        if (read.byPrimary()) {
          byPrimary.merge(register, read.version(), Math::max);
        }
      }
    }
    return found;
  }

  private List<Violation> withinBound() {
    Map<Integer, Steps> acknowledged = acknowledged();
    List<Violation> found = new ArrayList<>();
    for (Read read : reads) {
      long since = read.beganAt() - read.level().staleness().toNanos();
      Steps acked = acknowledged.getOrDefault(read.key(), Steps.NONE);
      judge(Promise.WITHIN_BOUND, read, acked.before(since), found);
    }
    return found;
  }

  private List<Violation> linearizable() {
    Map<Integer, Steps> seen = acknowledged();
    for (Read read : inOrder(Comparator.comparingLong(Read::endedAt))) {
      if (read.level().level() == ConsistencyLevel.STRONG) {
        seen.computeIfAbsent(read.key(), key -> new Steps()).add(read.endedAt(), read.version());
      }
    }
    List<Violation> found = new ArrayList<>();
    for (Read read : reads) {
      Steps steps = seen.getOrDefault(read.key(), Steps.NONE);
      judge(Promise.LINEARIZABLE, read, steps.before(read.beganAt()), found);
    }
    return found;
  }

  private static void judge(Promise promise, Read read, long owed, List<Violation> found) {
    if (read.version() < owed) {
      found.add(new Violation(promise, read, owed));
    }
  }

  private Map<Integer, Steps> acknowledged() {
    Map<Integer, Steps> byKey = new HashMap<>();
    for (Write write : writes) {
      byKey.computeIfAbsent(write.key(), key -> new Steps()).add(write.ackedAt(), write.version());
    }
    return byKey;
  }

  private List<Read> inOrder(Comparator<Read> order) {
    return reads.stream().sorted(order).toList();
  }

  /** A version that only grows, as a function of time. */
  private static final class Steps {
    static final Steps NONE = new Steps();

    private final TreeMap<Long, Long> versions = new TreeMap<>();

    void add(long at, long version) {
      if (version <= upTo(at)) {
        return;
      }
      versions.put(at, version);
      versions.tailMap(at, false).values().removeIf(later -> later <= version);
    }

    /** The greatest version of an event earlier than a time; 0 if there is none. */
    long before(long time) {
      Map.Entry<Long, Long> step = versions.lowerEntry(time);
      return step == null ? 0 : step.getValue();
    }

    private long upTo(long time) {
      Map.Entry<Long, Long> step = versions.floorEntry(time);
      return step == null ? 0 : step.getValue();
    }
  }
}
