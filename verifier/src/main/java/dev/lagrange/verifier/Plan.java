package dev.lagrange.verifier;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.verifier.target.Address;
import dev.lagrange.verifier.workload.WorkloadKind;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is to be run. Immutable.
 *
 * @param url where to connect: a URL of the driver or of pgjdbc
 * @param readUrl where to connect for what only reads, if that is another place: a URL of pgjdbc;
 *     null if it is the same
 * @param levels what reads are promised; each has its turn, one at least
 * @param scope whose writes a session covers; only for a URL of the driver
 * @param duration how long the sessions run at each level
 * @param sessions how many there are at once, 1 or more
 * @param thinking how long at most a session waits between two turns
 * @param workloads what they do, one at least
 * @param seed what their choices are drawn from
 * @param history where to write what happens, as it happens; null for nowhere
 */
public record Plan(
    String url,
    @Nullable String readUrl,
    List<Consistency> levels,
    SessionScope scope,
    Duration duration,
    int sessions,
    Duration thinking,
    Set<WorkloadKind> workloads,
    long seed,
    @Nullable Path history) {

  /** How long sessions wait between two turns, unless told otherwise: hardly. */
  public static final Duration THINKING = Duration.ofNanos(1_500_000);

  /**
   * Copies the collections.
   *
   * @throws IllegalArgumentException if there is no level, session or workload, or if sessions are
   *     to be handed to another process where the scope promises nothing
   */
  public Plan {
    levels = List.copyOf(levels);
    workloads = Set.copyOf(workloads);
    if (levels.isEmpty() || workloads.isEmpty() || sessions < 1) {
      throw new IllegalArgumentException(
          "A plan has a level, a workload and a session at least, not %d, %d and %d"
              .formatted(levels.size(), workloads.size(), sessions));
    }
    if (workloads.contains(WorkloadKind.HANDOVER) && !isHandedOver(url, scope, levels)) {
      throw new IllegalArgumentException(
          "The workload 'handover' goes from one process to another, where scope '%s' promises nothing at %s: leave it out, or take scope context%s"
              .formatted(
                  scope.name().toLowerCase(Locale.ROOT),
                  levels,
                  scope == SessionScope.CLUSTER ? "" : ", or cluster"));
    }
  }

  /**
   * Whether what a session is promised holds in other processes, too. In scope cluster a bounded
   * read covers what its own process wrote, and of what others wrote only what is older than its
   * bound.
   */
  public static boolean isHandedOver(String url, SessionScope scope, List<Consistency> levels) {
    if (!ClusterUrl.accepts(url) || scope == SessionScope.CONTEXT) {
      return true;
    }
    return scope == SessionScope.CLUSTER
        && levels.stream().noneMatch(level -> level.level() == ConsistencyLevel.BOUNDED);
  }

  /**
   * All workloads that the level holds for, eight sessions, at one level in scope cluster, with a
   * seed of 1.
   */
  public static Plan of(String url, Consistency level, Duration duration) {
    Set<WorkloadKind> kinds = EnumSet.allOf(WorkloadKind.class);
    if (!isHandedOver(url, SessionScope.CLUSTER, List.of(level))) {
      kinds.remove(WorkloadKind.HANDOVER);
    }
    return new Plan(
        url, null, List.of(level), SessionScope.CLUSTER, duration, 8, THINKING, kinds, 1, null);
  }

  /** The same with another URL for what only reads. */
  public Plan withReadUrl(String other) {
    return new Plan(
        url, other, levels, scope, duration, sessions, thinking, workloads, seed, history);
  }

  /** The same for another time. */
  public Plan withDuration(Duration other) {
    return new Plan(
        url, readUrl, levels, scope, other, sessions, thinking, workloads, seed, history);
  }

  Address address(Consistency level) {
    return new Address(url, readUrl, level, scope, sessions);
  }

  /** What the header of a history says of it, when it began on a server of a certain version. */
  Map<String, String> facts(Instant startedAt, String server) {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("target", address(Consistency.STRONG).masked());
    facts.put(
        "levels", levels.stream().map(Consistency::toString).collect(Collectors.joining(",")));
    if (ClusterUrl.accepts(url)) {
      facts.put("scope", scope.name().toLowerCase(Locale.ROOT));
    }
    facts.put("duration", Durations.print(duration));
    facts.put("sessions", Integer.toString(sessions));
    facts.put(
        "workloads",
        new TreeSet<>(workloads).stream().map(WorkloadKind::key).collect(Collectors.joining(",")));
    facts.put("startedAt", startedAt.toString());
    facts.put("server", server);
    return facts;
  }
}
