package dev.lagrange.verifier.report.figure;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * When the versions of one register were acknowledged. Immutable. Acknowledgements may come in
 * another order than the versions: clients are not told in the order of the commits.
 */
final class Acknowledged {

  /** One version, and when its writer knew. */
  record Version(long number, long at) {}

  private static final Comparator<Version> BY_TIME = Comparator.comparingLong(Version::at);

  private final Version[] byTime;
  private final Version[] newest;

  Acknowledged(List<Version> versions) {
    byTime = versions.toArray(Version[]::new);
    Arrays.sort(byTime, BY_TIME);
    newest = byTime.clone();
    for (int i = 1; i < newest.length; i++) {
      if (newest[i].number() < newest[i - 1].number()) {
        newest[i] = newest[i - 1];
      }
    }
  }

  /**
   * For how long the newest version acknowledged before a time had been so; -1 if there is none.
   */
  long sinceNewest(long time) {
    int low = 0;
    int high = byTime.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (byTime[middle].at() < time) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low == 0 ? -1 : time - newest[low - 1].at();
  }
}
