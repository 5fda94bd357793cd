package dev.lagrange.verifier.report.figure;

import java.util.Arrays;

/** Numbers, all of them kept, so that percentiles are exact. Not thread-safe. */
final class Samples {

  private long[] values = new long[16];
  private int size;
  private boolean sorted = true;

  void add(long value) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = value;
    sorted = false;
  }

  Percentiles percentiles() {
    return new Percentiles(
        size, percentile(50), percentile(95), percentile(99), percentile(99.9), percentile(100));
  }

  /** The nearest rank: the least value that so many percent of all do not exceed. */
  private long percentile(double percent) {
    if (size == 0) {
      return 0;
    }
    if (!sorted) {
      Arrays.sort(values, 0, size);
      sorted = true;
    }
    // 99.9 / 100 * 1000 is a little above 999
    int rank = (int) Math.ceil(percent * size / 100 - 1e-9);
    return values[Math.max(0, rank - 1)];
  }
}
