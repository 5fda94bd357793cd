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

  private final long[] ackTimes;
  private final Version[] newestAt;
  private final long[] numbers;
  private final long[] firstFrom;

  Acknowledged(List<Version> versions) {
    Version[] byTime = versions.toArray(Version[]::new);
    Arrays.sort(byTime, Comparator.comparingLong(Version::at));
    ackTimes = new long[byTime.length];
    newestAt = new Version[byTime.length];
    for (int i = 0; i < byTime.length; i++) {
      ackTimes[i] = byTime[i].at();
      boolean newer = i == 0 || byTime[i].number() > newestAt[i - 1].number();
      newestAt[i] = newer ? byTime[i] : newestAt[i - 1];
    }
    Version[] byNumber = versions.toArray(Version[]::new);
    Arrays.sort(byNumber, Comparator.comparingLong(Version::number));
    numbers = new long[byNumber.length];
    firstFrom = new long[byNumber.length];
    for (int i = byNumber.length - 1; i >= 0; i--) {
      numbers[i] = byNumber[i].number();
      long later = i == byNumber.length - 1 ? Long.MAX_VALUE : firstFrom[i + 1];
      firstFrom[i] = Math.min(byNumber[i].at(), later);
    }
  }

  /** The newest version acknowledged before a time; version 0 at -1 if there is none. */
  Version newestBefore(long time) {
    int count = firstNotBelow(ackTimes, time);
    return count == 0 ? new Version(0, -1) : newestAt[count - 1];
  }

  /** When a version above another was first acknowledged; {@link Long#MAX_VALUE} if never. */
  long firstAbove(long number) {
    int index = firstNotBelow(numbers, number + 1);
    return index == numbers.length ? Long.MAX_VALUE : firstFrom[index];
  }

  /** How many of sorted values are below a bound. */
  private static int firstNotBelow(long[] sorted, long bound) {
    int low = 0;
    int high = sorted.length;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (sorted[middle] < bound) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
}
