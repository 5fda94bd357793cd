package dev.lagrange.verifier.workload;

/** The schema in which everything happens. */
final class Schema {

  static final String NAME = "lagrange_verify";

  private Schema() {}

  /** The qualified name of a table. */
  static String table(String name) {
    return NAME + "." + name;
  }
}
