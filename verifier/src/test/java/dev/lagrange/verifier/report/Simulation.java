package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import dev.lagrange.verifier.history.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Sessions on a cluster of a primary and two replicas that is only thought of: one replica is
 * behind by some milliseconds, the other stands still from time to time. At eventual, a read goes
 * to a replica only if that has what its session knows, unless the cluster is asked to be careless.
 */
final class Simulation {

  static final Consistency EVENTUAL = Consistency.EVENTUAL;
  static final Consistency WEAK = Consistency.WEAK;

  private static final long MILLI = 1_000_000;
  private static final long SECOND = 1_000_000_000;
  private static final int KEYS = 20;

  private final Random random = new Random(42);
  private final boolean careless;
  private final long end;
  private final List<FaultSpan> faults = new ArrayList<>();
  private final List<Operation> operations = new ArrayList<>();
  private final Findings findings = new Findings();
  private final Map<String, TreeMap<Long, Operation>> commits = new HashMap<>();
  private final Map<String, Operation> known = new HashMap<>();
  private final List<Consistency> levels;

  private Simulation(boolean careless, List<Consistency> levels, Duration duration) {
    this.careless = careless;
    this.levels = levels;
    this.end = duration.toNanos();
    for (long at = 8 * SECOND; at < end; at += 15 * SECOND) {
      faults.add(new FaultSpan(at, at + 3 * SECOND, "replay paused", "replica2"));
      faults.add(new FaultSpan(at + 5 * SECOND, at + 7 * SECOND, "cut off", "replica1"));
    }
  }

  static Report report(
      boolean careless, List<Consistency> levels, Duration duration, int operations) {
    return new Simulation(careless, levels, duration).run(operations);
  }

  private Report run(int count) {
    int sessions = 8;
    long[] free = new long[sessions];
    long step = end / count * sessions;
    for (int id = 0; id < count; id++) {
      int session = earliest(free);
      Operation operation = operation(id, session, free[session]);
      operations.add(operation);
      long answered = Math.min(operation.completedAt(), free[session] + SECOND);
      free[session] =
          Math.max(answered, free[session] + (long) (step * (0.5 + random.nextDouble())));
    }
    return Report.of(History.of(operations), findings, description());
  }

  private static int earliest(long[] free) {
    int earliest = 0;
    for (int i = 1; i < free.length; i++) {
      earliest = free[i] < free[earliest] ? i : earliest;
    }
    return earliest;
  }

  /** The newest version of those that were committed before a time. */
  private static long newest(NavigableMap<Long, Operation> versions, long before) {
    Map.Entry<Long, Operation> newest = versions.lowerEntry(before);
    return newest == null ? 0 : newest.getValue().accesses().get(0).value();
  }

  private Run description() {
    return new Run(
        "embedded cluster",
        levels,
        SessionScope.CONNECTION,
        Duration.ofNanos(end),
        8,
        List.of("register"),
        42,
        faults,
        Instant.parse("2026-11-25T12:00:00Z"),
        "PostgreSQL 15.18",
        "0.1.0-SNAPSHOT");
  }

  private Operation operation(long id, int session, long at) {
    Consistency level = levels.get(session % levels.size());
    String key = "r" + random.nextInt(KEYS);
    long took = (long) (MILLI * (0.3 + Math.abs(random.nextGaussian()) * 0.6));
    if (isFaulty(at, "cut off") && random.nextInt(12) == 0) {
      boolean write = random.nextBoolean();
      return made(
          id,
          session,
          level,
          at,
          write ? Operation.NEVER : at + 40 * took,
          write ? Outcome.UNKNOWN : Outcome.FAILED,
          write ? Access.write(key, 0) : Access.read(key, 0),
          null,
          write
              ? "SQLSTATE 08006: The connection to 127.0.0.1:"
                  + (40_000 + random.nextInt(99))
                  + " was lost before the answer"
              : "SQLSTATE 08001: No node is reachable that may serve the read");
    }
    if (random.nextInt(10) < 3) {
      return write(id, session, level, key, at, took * 2);
    }
    return read(id, session, level, key, at, took);
  }

  private Operation write(long id, int session, Consistency level, String key, long at, long took) {
    TreeMap<Long, Operation> versions = commits.computeIfAbsent(key, any -> new TreeMap<>());
    long version = versions.size() + 1L;
    long last = versions.isEmpty() ? 0 : versions.lastKey();
    long committedAt = Math.max(last + 1, at + took / 2);
    Operation write =
        made(
            id,
            session,
            level,
            at,
            Math.max(at + took, committedAt),
            Outcome.KNOWN,
            Access.write(key, version),
            new Place("primary", false, null),
            null);
    versions.put(committedAt, write);
    known.put(session + key, write);
    return write;
  }

  private Operation read(long id, int session, Consistency level, String key, long at, long took) {
    boolean second = random.nextBoolean();
    long shown = second ? shownBySecond(at) : at - (long) (MILLI * (1 + random.nextDouble() * 20));
    TreeMap<Long, Operation> versions = commits.computeIfAbsent(key, any -> new TreeMap<>());
    long seen = newest(versions, shown);
    Operation floor = known.get(session + key);
    long least = floor == null ? 0 : floor.accesses().get(0).value();
    boolean guarded = level.equals(EVENTUAL) && !(careless && random.nextInt(40) == 0);
    Place place =
        new Place(second ? "replica2" : "replica1", true, "it holds all that the session knows");
    if (guarded && seen < least) {
      place = new Place("primary", false, "no replica holds all that the session knows");
      seen = newest(versions, at);
      seen = Math.max(seen, least);
    }
    Operation read =
        made(id, session, level, at, at + took, Outcome.KNOWN, Access.read(key, seen), place, null);
    judge(read, floor, seen, least);
    if (seen >= least) {
      known.put(session + key, read);
    }
    return read;
  }

  private void judge(Operation read, @Nullable Operation floor, long seen, long least) {
    if (floor == null) {
      return;
    }
    Guarantee guarantee =
        floor.isReadOnly() ? Guarantee.MONOTONIC_READS : Guarantee.READ_YOUR_WRITES;
    findings.checked(guarantee, read.level());
    findings.checked(Guarantee.NO_PHANTOM, read.level());
    if (seen < least) {
      String sentence =
          "Session %d %s version %d of %s, and then read version %d"
              .formatted(
                  read.session(),
                  floor.isReadOnly() ? "read" : "wrote",
                  least,
                  read.accesses().get(0).key(),
                  seen);
      findings.broken(guarantee, sentence, List.of(floor, read));
    }
  }

  private long shownBySecond(long at) {
    for (FaultSpan fault : faults) {
      if (fault.sentence().equals("replay paused") && fault.isActive(at, at)) {
        return fault.at();
      }
    }
    return at - (long) (MILLI * 0.4);
  }

  private boolean isFaulty(long at, String sentence) {
    return faults.stream().anyMatch(f -> f.sentence().equals(sentence) && f.isActive(at, at));
  }

  private static Operation made(
      long id,
      int session,
      Consistency level,
      long at,
      long until,
      Outcome outcome,
      Access access,
      @Nullable Place place,
      @Nullable String error) {
    return new Operation(
        id,
        session,
        Model.REGISTER,
        level,
        at,
        until,
        outcome,
        List.of(access),
        place,
        id % 3 == 0 ? null : "L1.7f3a.0/" + Long.toHexString(0x3000000 + id * 96),
        null,
        error);
  }
}
