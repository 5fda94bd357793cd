package dev.lagrange.verifier.history;

import java.util.List;

/**
 * What an operation did to one key. Immutable.
 *
 * @param action what it did
 * @param key to which object; keys of different models are different objects
 * @param value what was read, written, appended, added or set; 0 where a read of a list or an
 *     operation without a known outcome has none
 * @param expected what {@link Action#COMPARE_AND_SET} asked for; otherwise 0
 * @param elements what a list held when it was read; otherwise empty
 */
public record Access(Action action, String key, long value, long expected, List<Long> elements) {

  /** Copies the elements. */
  public Access {
    elements = List.copyOf(elements);
  }

  /** Saw a value. */
  public static Access read(String key, long value) {
    return new Access(Action.READ, key, value, 0, List.of());
  }

  /** Saw a list. */
  public static Access readList(String key, List<Long> elements) {
    return new Access(Action.READ, key, 0, 0, elements);
  }

  /** Wrote a value, or made a version. */
  public static Access write(String key, long value) {
    return new Access(Action.WRITE, key, value, 0, List.of());
  }

  /** Appended an element. */
  public static Access append(String key, long element) {
    return new Access(Action.APPEND, key, element, 0, List.of());
  }

  /** Added to a counter. */
  public static Access add(String key, long delta) {
    return new Access(Action.ADD, key, delta, 0, List.of());
  }

  /**
   * Set a cell that had the expected value. One that found something else is of an operation that
   * is {@link Outcome#FAILED} without an error, which tells it from one that was never tried.
   */
  public static Access compareAndSet(String key, long expected, long value) {
    return new Access(Action.COMPARE_AND_SET, key, value, expected, List.of());
  }

  /** Whether it changes nothing. */
  public boolean isRead() {
    return action == Action.READ;
  }
}
