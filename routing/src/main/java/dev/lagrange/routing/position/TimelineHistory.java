package dev.lagrange.routing.position;

/**
 * What is known of where PostgreSQL timelines forked: child to (parent, switch point). Immutable.
 */
public final class TimelineHistory {

  /** Nothing known. */
  public static final TimelineHistory UNKNOWN = new TimelineHistory();

  private TimelineHistory() {}

  /** This history and one more fork: {@code child} left {@code parent} at {@code switchPoint}. */
  public TimelineHistory with(int child, int parent, Lsn switchPoint) {
    throw new UnsupportedOperationException(child + " " + parent + " " + switchPoint);
  }
}
