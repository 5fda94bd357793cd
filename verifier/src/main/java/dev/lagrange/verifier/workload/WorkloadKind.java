package dev.lagrange.verifier.workload;

import java.util.Locale;
import java.util.function.Supplier;

/** The workloads there are, and how much of the time they have. */
public enum WorkloadKind {
  /** Registers whose versions the database counts. */
  REGISTER(30, Registers::new),
  /** Registers set to values that nobody else writes. */
  VALUE(20, Values::new),
  /** Lists, appended to and read in transactions over several. */
  LIST(12, Lists::new),
  /** Numbers that are added to. */
  COUNTER(8, Counters::new),
  /** Cells that are set by compare-and-set. */
  CELL(10, Cells::new),
  /** Registers that are written together and read together. */
  SNAPSHOT(15, Snapshots::new);

  private final int weight;
  private final Supplier<Workload> maker;

  WorkloadKind(int weight, Supplier<Workload> maker) {
    this.weight = weight;
    this.maker = maker;
  }

  /** Its name on the command line. */
  public String key() {
    return name().toLowerCase(Locale.ROOT);
  }

  int weight() {
    return weight;
  }

  Workload make() {
    return maker.get();
  }

  @Override
  public String toString() {
    return key();
  }
}
