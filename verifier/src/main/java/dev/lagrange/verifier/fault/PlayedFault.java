package dev.lagrange.verifier.fault;

import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.time.Duration;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * One event of a schedule while it is played. What fails is noted and does not stop the run. Not
 * thread-safe.
 */
final class PlayedFault {
  private final int number;
  private final FaultEvent event;
  private final Fault fault;
  private final Notes notes;
  private long begunNanos;
  private boolean failed;

  PlayedFault(int number, FaultEvent event, Fault fault, Notes notes) {
    this.number = number;
    this.event = event;
    this.fault = fault;
    this.notes = notes;
  }

  FaultEvent event() {
    return event;
  }

  void begin() {
    attempt(Phase.BEGUN, fault::begin);
    begunNanos = System.nanoTime();
  }

  boolean isDue() {
    return System.nanoTime() - begunNanos >= event.length().toNanos();
  }

  void goOn() {
    if (!failed) {
      attempt(Phase.WENT_ON, () -> fault.goOn(Duration.ofNanos(System.nanoTime() - begunNanos)));
    }
  }

  /** Whether it could be undone. */
  boolean heal() {
    return attempt(Phase.HEALED, fault::heal);
  }

  // whatever a server, a file or a process can answer to being maltreated
  private boolean attempt(Phase phase, Callable<@Nullable String> action) {
    try {
      String sentence = action.call();
      if (sentence != null) {
        notes.add(number, phase, sentence, fault.nodes());
      }
      return true;
    } catch (Exception e) {
      failed = true;
      notes.add(
          number,
          Phase.FAILED,
          event.rank() + ": " + event.kind().title() + " failed: " + e.getMessage(),
          fault.nodes());
      return false;
    }
  }
}
