package dev.lagrange.verifier;

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
  }
}
