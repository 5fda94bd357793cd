package dev.lagrange.testbed;

/** Cleans up at the end of the JVM, unless that was done before. Thread-safe. */
public final class AtExit {
  private final Thread hook;

  private AtExit(Runnable cleanup) {
    hook = new Thread(cleanup, "testbed cleanup");
  }

  /** Has something run at the end of the JVM. */
  public static AtExit run(Runnable cleanup) {
    AtExit registered = new AtExit(cleanup);
    Runtime.getRuntime().addShutdownHook(registered.hook);
    return registered;
  }

  /**
   * It need not run any more. To be called after it was run: the JVM may be told to end meanwhile,
   * and then waits for its hooks alone.
   */
  public void cancel() {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // the JVM is on its way out
    }
  }
}
