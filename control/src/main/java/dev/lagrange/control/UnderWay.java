package dev.lagrange.control;

import java.util.Set;

/**
 * The transactions of a primary that it does not show yet, by their numbers.
 *
 * @param older those that began before the newest one that has ended
 * @param from the first that began after that one
 * @param to one past the newest that has begun; at most {@code from} if there is none
 */
public record UnderWay(Set<Long> older, long from, long to) {

  /** None at all. */
  public static final UnderWay NONE = new UnderWay(Set.of(), 0, 0);

  /** Whether there is none. */
  public boolean isEmpty() {
    return older.isEmpty() && to <= from;
  }

  /** Whether it is one of them. */
  public boolean contains(long transaction) {
    return older.contains(transaction) || (transaction >= from && transaction < to);
  }
}
