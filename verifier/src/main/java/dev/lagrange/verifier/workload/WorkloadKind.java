package dev.lagrange.verifier.workload;

import java.util.Locale;

/** The workloads there are, and how much of the time they have. */
public enum WorkloadKind {
  /** Registers whose versions the database counts. */
  REGISTER(30),
  /** Registers set to values that nobody else writes. */
  VALUE(20),
  /** Lists, appended to and read in transactions over several. */
  LIST(12),
  /** Numbers that are added to. */
  COUNTER(8),
  /** Cells that are set by compare-and-set. */
  CELL(10),
  /** Registers that are written together and read together. */
  SNAPSHOT(15),
  /** Registers that a session writes in one process and reads in another. */
  HANDOVER(5);

  private final int weight;

  WorkloadKind(int weight) {
    this.weight = weight;
  }

  /** Its name on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  int weight() {
    return weight;
  }

  Workload make() {
    return switch (this) {
      case REGISTER -> new Registers();
      case VALUE -> new Values();
      case LIST -> new Lists();
      case COUNTER -> new Counters();
      case CELL -> new Cells();
      case SNAPSHOT -> new Snapshots();
      case HANDOVER -> new Handover();
    };
  }

  @Override
  public String toString() {
    return key();
  }
}
