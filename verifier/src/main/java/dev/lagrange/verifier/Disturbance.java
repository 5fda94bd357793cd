package dev.lagrange.verifier;

import dev.lagrange.verifier.history.FaultSpan;
import java.util.List;

/** What is done to a cluster while sessions run on it. */
@FunctionalInterface
public interface Disturbance {

  /** Leaves the cluster alone. */
  Disturbance NONE = () -> () -> {};

  /** Begins, and goes on until what it returns is closed. */
  Ongoing begin();

  /** What goes on. */
  interface Ongoing extends AutoCloseable {

    /** Ends it and leaves the cluster healthy. Blocks until it is. */
    @Override
    void close();

    /**
     * What was done, in order. Complete once it is closed.
     *
     * @param origin the value of {@link System#nanoTime} at which the history's clock was 0
     */
    default List<FaultSpan> faults(long origin) {
      return List.of();
    }
  }
}
