package dev.lagrange.proxy.backend;

import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/** What other threads have an event loop do. */
public final class OnLoop {

  private OnLoop() {}

  /**
   * Does something there, soon; not at all if the loop has ended, and with it the connections and
   * whoever waited.
   */
  public static void soon(Executor loop, Runnable action) {
    try {
      loop.execute(action);
    } catch (RejectedExecutionException e) {
      // the proxy has ended meanwhile
    }
  }
}
