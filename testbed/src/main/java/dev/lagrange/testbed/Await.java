package dev.lagrange.testbed;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Waiting for a condition by asking again and again, with a deadline. */
public final class Await {
  /**
   * A limit for what an idle machine does in a moment. Long, since it decides nothing but when a
   * test that hangs is given up, and a busy machine must not look like one.
   */
  public static final Duration PATIENCE = Duration.ofMinutes(2);

  private static final long PAUSE_MILLIS = 10;

  private Await() {}

  /** A question that may fail while the answer is still no. */
  @FunctionalInterface
  public interface Condition {

    /**
     * Answers whether the wait is over.
     *
     * @throws Exception if it is not over, or not known to be; reported once the deadline has
     *     passed
     */
    boolean holds() throws Exception;
  }

  /**
   * Waits until the condition holds. Asks at least once, then every 10 ms. An exception of the
   * condition counts as "not yet".
   *
   * @param what what is waited for, for the error, e.g. {@code "node-2 to be ready"}
   * @throws IllegalStateException if it does not hold within the limit, with the last failure as
   *     its cause, or if interrupted
   */
  public static void until(String what, Duration limit, Condition condition) {
    long start = System.nanoTime();
    while (true) {
      Exception failure = null;
      try {
        if (condition.holds()) {
          return;
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IllegalStateException("Interrupted while waiting for " + what, e);
      } catch (Exception e) {
        failure = e;
      }
      if (System.nanoTime() - start > limit.toNanos()) {
        throw timeout(what, limit, failure);
      }
      pause(what);
    }
  }

  private static IllegalStateException timeout(
      String what, Duration limit, @Nullable Exception failure) {
    return new IllegalStateException(
        "Waited " + limit.toMillis() + " ms in vain for " + what, failure);
  }

  private static void pause(String what) {
    try {
      Thread.sleep(PAUSE_MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while waiting for " + what, e);
    }
  }
}
