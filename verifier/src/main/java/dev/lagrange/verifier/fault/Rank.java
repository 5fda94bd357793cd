package dev.lagrange.verifier.fault;

/** Which node, by what it is when the fault begins: a schedule knows no names. */
public enum Rank {
  /** The primary of that moment. */
  PRIMARY("primary"),
  /** The first of its replicas. */
  REPLICA_1("replica 1"),
  /** The second of its replicas. */
  REPLICA_2("replica 2"),
  /** All nodes. */
  CLUSTER("cluster");

  private final String title;

  Rank(String title) {
    this.title = title;
  }

  @Override
  public String toString() {
    return title;
  }
}
