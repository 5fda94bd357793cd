package dev.lagrange.verifier.workload;

import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Place;
import java.util.concurrent.atomic.LongAdder;

/** How many operations of which kind there were. Thread-safe. */
public final class Tally {

  private final LongAdder reads = new LongAdder();
  private final LongAdder onReplicas = new LongAdder();
  private final LongAdder writes = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder unknown = new LongAdder();

  /** Nothing yet. */
  public Tally() {}

  void count(Operation operation) {
    switch (operation.outcome()) {
      case KNOWN -> {
        if (operation.isReadOnly()) {
          reads.increment();
          Place place = operation.place();
          if (place != null && place.replica()) {
            onReplicas.increment();
          }
        } else {
          writes.increment();
        }
      }
      case FAILED -> failed.increment();
      case UNKNOWN -> unknown.increment();
    }
  }

  /** Reads that succeeded. */
  public long reads() {
    return reads.sum();
  }

  /** Those of them that a replica served. */
  public long onReplicas() {
    return onReplicas.sum();
  }

  /** Writes that were acknowledged. */
  public long writes() {
    return writes.sum();
  }

  /** Operations that failed. */
  public long failed() {
    return failed.sum();
  }

  /** Writes of unknown outcome. */
  public long unknown() {
    return unknown.sum();
  }

  /** All of them. */
  public long operations() {
    return reads() + writes() + failed() + unknown();
  }
}
