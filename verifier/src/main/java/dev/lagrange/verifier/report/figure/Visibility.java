package dev.lagrange.verifier.report.figure;

import java.util.ArrayList;
import java.util.List;

/**
 * The t-visibility of Probabilistically Bounded Staleness (Bailis et al., VLDB 2012), as measured
 * and not modelled: among reads that began a time t after the newest write of their key had been
 * acknowledged, the share that saw this write. Steps of t go 1, 2, 5, 10, ... from 0.1 ms on.
 */
public final class Visibility {

  private static final long FIRST = 100_000;
  private static final int STEPS = 22;
  private static final long[] UPPERS = uppers();

  /**
   * Reads of similar t.
   *
   * @param fromNanos the least t
   * @param toNanos the least t that is too long
   * @param reads how many began then
   * @param saw how many of them saw the newest write
   */
  public record Step(long fromNanos, long toNanos, long reads, long saw) {}

  private final long[] reads = new long[STEPS];
  private final long[] saw = new long[STEPS];

  Visibility() {}

  void add(ReadAge age) {
    if (age.sinceNewestNanos() < 0) {
      return;
    }
    int step = 0;
    while (age.sinceNewestNanos() >= UPPERS[step]) {
      step++;
    }
    reads[step]++;
    if (!age.isStale()) {
      saw[step]++;
    }
  }

  private static long[] uppers() {
    long[] uppers = new long[STEPS];
    long decade = FIRST;
    for (int i = 0; i < STEPS; i += 3) {
      uppers[i] = decade;
      uppers[Math.min(i + 1, STEPS - 1)] = 2 * decade;
      uppers[Math.min(i + 2, STEPS - 1)] = 5 * decade;
      decade *= 10;
    }
    // the last step has no end
    uppers[STEPS - 1] = Long.MAX_VALUE;
    return uppers;
  }

  /** The steps that hold a read, by t. */
  public List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    for (int i = 0; i < STEPS; i++) {
      if (reads[i] > 0) {
        steps.add(new Step(i == 0 ? 0 : UPPERS[i - 1], UPPERS[i], reads[i], saw[i]));
      }
    }
    return steps;
  }

  /**
   * The least t, in nanoseconds, from which on so great a share of reads saw the newest write, in
   * every step that holds a read; -1 if there is none.
   */
  public long from(double share) {
    long from = -1;
    for (int i = STEPS - 1; i >= 0; i--) {
      if (reads[i] > 0 && saw[i] < share * reads[i]) {
        break;
      }
      if (reads[i] > 0) {
        from = i == 0 ? 0 : UPPERS[i - 1];
      }
    }
    return from;
  }
}
