package dev.lagrange.applications;

/** What an application's reads returned, and who served them. Not thread-safe. */
final class Tally {
  private final String application;
  private final String primary;
  private int reads;
  private int onReplicas;
  private int stale;

  Tally(String application, String primary) {
    this.application = application;
    this.primary = primary;
  }

  /** One read more, after that value was written. */
  void count(Register.Seen seen, int written) {
    reads++;
    if (!seen.node().equals(primary)) {
      onReplicas++;
    }
    if (seen.value() != written) {
      stale++;
    }
  }

  /** How many did not see what had been written before them. */
  int stale() {
    return stale;
  }

  /** The part of the reads that did not bother the primary, 0 to 1. */
  double shareOnReplicas() {
    return reads == 0 ? 0 : (double) onReplicas / reads;
  }

  @Override
  public String toString() {
    return "%s: %d reads, %.0f %% on replicas, %d stale"
        .formatted(application, reads, 100 * shareOnReplicas(), stale);
  }
}
