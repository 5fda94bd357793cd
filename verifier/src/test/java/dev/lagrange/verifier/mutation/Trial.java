package dev.lagrange.verifier.mutation;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.verifier.workload.WorkloadKind;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A run of the verifier in which a mutant has to be caught. Immutable.
 *
 * @param level the level that sessions read at
 * @param scope whose writes count
 * @param workloads what they do
 * @param trouble what happens to the cluster meanwhile
 * @param options more of the URL, such as {@code probeInterval=10s}
 * @param replication on which kind of cluster
 */
record Trial(
    Consistency level,
    SessionScope scope,
    Set<WorkloadKind> workloads,
    Trouble trouble,
    List<String> options,
    Replication replication) {

  Trial {
    workloads = Set.copyOf(workloads);
    options = List.copyOf(options);
  }

  /** On a healthy cluster that replicates asynchronously. */
  static Trial of(String level, SessionScope scope, WorkloadKind... workloads) {
    return new Trial(
        Consistency.parse(level),
        scope,
        EnumSet.copyOf(Arrays.asList(workloads)),
        Trouble.NONE,
        List.of(),
        Replication.ASYNCHRONOUS);
  }

  Trial under(Trouble other) {
    return new Trial(level, scope, workloads, other, options, replication);
  }

  Trial with(String... more) {
    return new Trial(level, scope, workloads, trouble, List.of(more), replication);
  }

  Trial on(Replication other) {
    return new Trial(level, scope, workloads, trouble, options, other);
  }

  @Override
  public String toString() {
    return "%s, scope %s, %s, %s, %s%s"
        .formatted(
            level,
            scope.name().toLowerCase(Locale.ROOT),
            workloads.stream().sorted().map(WorkloadKind::key).collect(Collectors.joining("+")),
            trouble,
            replication,
            options.isEmpty() ? "" : ", " + String.join("&", options));
  }
}
