package dev.lagrange.verifier.workload;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/** The workloads of one run. Thread-safe. */
public final class Workloads {

  private final Map<WorkloadKind, Workload> workloads = new EnumMap<>(WorkloadKind.class);
  private final List<Workload> drawn = new ArrayList<>();

  /**
   * Workloads of these kinds.
   *
   * @throws IllegalArgumentException if there are none
   */
  public Workloads(Set<WorkloadKind> kinds) {
    if (kinds.isEmpty()) {
      throw new IllegalArgumentException("A run has one workload at least");
    }
    for (WorkloadKind kind : kinds) {
      Workload workload = kind.make();
      workloads.put(kind, workload);
      for (int i = 0; i < kind.weight(); i++) {
        drawn.add(workload);
      }
    }
  }

  /** Whether sessions go from one process to another. */
  public boolean handsOver() {
    return workloads.containsKey(WorkloadKind.HANDOVER);
  }

  List<String> setUp() {
    return workloads.values().stream().flatMap(workload -> workload.setUp().stream()).toList();
  }

  /** One of them, as often as its weight says. */
  Workload draw(Random random) {
    return drawn.get(random.nextInt(drawn.size()));
  }

  void readAll(Session session, Hands.Hand hand) {
    workloads.values().forEach(workload -> workload.readAll(session, hand));
  }
}
