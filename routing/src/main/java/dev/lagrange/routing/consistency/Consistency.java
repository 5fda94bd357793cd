package dev.lagrange.routing.consistency;

import java.time.Duration;

/**
 * What a read may return. Immutable.
 *
 * @param level the promise
 * @param staleness the bound of {@link ConsistencyLevel#BOUNDED}; zero at the other levels
 */
public record Consistency(ConsistencyLevel level, Duration staleness) {

  /** Every write acknowledged before the read began. */
  public static final Consistency STRONG = new Consistency(ConsistencyLevel.STRONG, Duration.ZERO);

  /** At least what this session has written and read. */
  public static final Consistency EVENTUAL =
      new Consistency(ConsistencyLevel.EVENTUAL, Duration.ZERO);

  /** The state of some live replica. */
  public static final Consistency WEAK = new Consistency(ConsistencyLevel.WEAK, Duration.ZERO);

  /** All that was committed more than {@code staleness} ago (positive, at most a day). */
  public static Consistency bounded(Duration staleness) {
    return new Consistency(ConsistencyLevel.BOUNDED, staleness);
  }

  /**
   * Reads {@code strong}, {@code bounded(5s)}, {@code eventual}, its alias {@code session}, or
   * {@code weak}, in any case.
   *
   * @throws IllegalArgumentException naming the value, the rule and the remedy
   */
  public static Consistency parse(String text) {
    throw new UnsupportedOperationException(text);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    throw new UnsupportedOperationException();
  }
}
