package dev.lagrange.driver.connection;

import java.util.Calendar;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * Parameters as they are when they are set. They are sent at execution, by when the application may
 * have changed its own object: JDBC's drivers read it at once.
 */
final class Captured {

  private Captured() {}

  /** The value itself, or a copy of one that can change. */
  @SuppressWarnings({"unchecked", "JavaUtilDate"})
  static <T> @Nullable T of(@Nullable T value) {
    if (value instanceof byte[] bytes) {
      return (T) bytes.clone();
    }
    if (value instanceof Date date) {
      return (T) date.clone();
    }
    return value instanceof Calendar calendar ? (T) calendar.clone() : value;
  }
}
