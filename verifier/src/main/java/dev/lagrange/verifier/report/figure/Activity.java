package dev.lagrange.verifier.report.figure;

import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How operations fared over time. Immutable.
 *
 * @param widthNanos how long a slice is: whole seconds
 * @param slices the slices from the first second to the last, each operation in the one that it was
 *     invoked in
 */
public record Activity(long widthNanos, List<Slice> slices) {

  private static final long SECOND = 1_000_000_000;
  private static final int MOST = 120;

  /**
   * What was invoked in one slice.
   *
   * @param fromNanos when it begins, on the history's clock
   * @param succeeded what was acknowledged
   * @param failed what failed without effect
   * @param unknown what nobody told the end of
   */
  public record Slice(long fromNanos, long succeeded, long failed, long unknown) {

    /** All of them. */
    public long total() {
      return succeeded + failed + unknown;
    }
  }

  /** Copies the slices. */
  public Activity {
    slices = List.copyOf(slices);
  }

  /** The end of the last slice. */
  public long untilNanos() {
    return slices.isEmpty() ? 0 : slices.get(slices.size() - 1).fromNanos() + widthNanos;
  }

  /** That of a history, in at most 120 slices. */
  public static Activity of(History history) {
    List<Operation> operations = history.operations();
    if (operations.isEmpty()) {
      return new Activity(SECOND, List.of());
    }
    long from = Math.floorDiv(operations.get(0).invokedAt(), SECOND) * SECOND;
    long last = operations.get(operations.size() - 1).invokedAt();
    long seconds = (last - from) / SECOND + 1;
    long width = (seconds + MOST - 1) / MOST * SECOND;
    Ends[] ends = new Ends[(int) ((last - from) / width) + 1];
    Arrays.setAll(ends, slice -> new Ends());
    for (Operation operation : operations) {
      ends[(int) ((operation.invokedAt() - from) / width)].add(operation.outcome());
    }
    List<Slice> slices = new ArrayList<>();
    for (int i = 0; i < ends.length; i++) {
      slices.add(
          new Slice(from + i * width, ends[i].succeeded(), ends[i].failed(), ends[i].unknown()));
    }
    return new Activity(width, slices);
  }
}
