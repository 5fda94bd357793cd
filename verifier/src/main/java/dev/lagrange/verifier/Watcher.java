package dev.lagrange.verifier;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.workload.Tally;
import java.time.Duration;
import java.util.function.Supplier;

/** Is told how a run goes, by the thread that runs it. */
public interface Watcher {

  /** Looks away. */
  Watcher NONE = new Watcher() {};

  /** A few times a second, while sessions run at a level. */
  default void running(Consistency level, Duration elapsed, Tally tally) {}

  /**
   * Whether what has happened is enough, so that the sessions may stop before their time. Asked a
   * few times a second.
   */
  default boolean hasSeenEnough(Supplier<History> soFar) {
    return false;
  }

  /** Something that does not stop the run, but should be known of what it found. */
  default void warned(String sentence) {}
}
