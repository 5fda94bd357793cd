package dev.lagrange.verifier.report.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * The k-staleness of Probabilistically Bounded Staleness (Bailis et al., VLDB 2012), as measured:
 * the share of reads that returned one of the last k versions that had been acknowledged when they
 * began, or a newer one.
 */
public final class VersionStaleness {

  private static final int[] KS = {1, 2, 3, 5, 10, 20, 50, 100};

  /**
   * Reads that returned one of the last k versions.
   *
   * @param k how many versions
   * @param within how many reads
   */
  public record Step(int k, long within) {}

  private final long[] within = new long[KS.length];
  private long reads;

  VersionStaleness() {}

  void add(ReadAge age) {
    reads++;
    for (int i = 0; i < KS.length; i++) {
      if (age.versionsBehind() < KS[i]) {
        within[i]++;
      }
    }
  }

  /** How many reads there were. */
  public long reads() {
    return reads;
  }

  /** The steps, by k. */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < KS.length; i++) {
      steps.add(new Step(KS[i], within[i]));
    }
    return steps;
  }
}
