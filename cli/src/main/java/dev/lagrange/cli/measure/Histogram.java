package dev.lagrange.cli.measure;

import java.util.Arrays;

/** Durations in nanoseconds, all of them kept. Thread-safe. */
public final class Histogram {

  private long[] values = new long[1024];
  private int size;

  /** One of nothing. */
  public Histogram() {}

  /** Keeps a value. */
  public synchronized void add(long nanos) {
    if (size == values.length) {
      values = Arrays.copyOf(values, size * 2);
    }
    values[size++] = nanos;
  }

  /** The value that so many percent of all do not exceed; 0 if there are none. */
  public synchronized long percentile(double percent) {
    if (size == 0) {
      return 0;
    }
    Arrays.sort(values, 0, size);
    int rank = (int) Math.ceil(percent / 100 * size);
    return values[Math.max(0, rank - 1)];
  }
}
