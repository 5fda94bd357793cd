package dev.lagrange.control.session;

/** Writes that were accepted and wait to be sent. Thread-safe. */
public interface Unsent {

  /**
   * Waits until those accepted until now were sent and answered, or given up.
   *
   * @param nanos for how long at most
   * @return false if that was not long enough
   */
  boolean awaitAnswers(long nanos) throws InterruptedException;
}
