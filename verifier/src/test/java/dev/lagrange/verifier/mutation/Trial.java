package dev.lagrange.verifier.mutation;

import dev.lagrange.routing.consistency.SessionScope;
import java.util.List;

/**
 * A run of the verifier in which a mutant has to be caught. Immutable.
 *
 * @param level the level that sessions read at
 * @param scope whose writes count
 * @param workloads what they do
 * @param faults what happens to the cluster meanwhile
 * @param options more of the URL, such as {@code probeInterval=10s}
 */
record Trial(
    String level,
    SessionScope scope,
    List<String> workloads,
    List<String> faults,
    List<String> options) {

  Trial {
    workloads = List.copyOf(workloads);
    faults = List.copyOf(faults);
    options = List.copyOf(options);
  }

  static Trial of(String level, SessionScope scope, String... workloads) {
    return new Trial(level, scope, List.of(workloads), List.of(), List.of());
  }

  Trial under(String... kinds) {
    return new Trial(level, scope, workloads, List.of(kinds), options);
  }

  Trial with(String... more) {
    return new Trial(level, scope, workloads, faults, List.of(more));
  }
}
