package dev.lagrange.verifier.fault;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/**
 * What is to go wrong in a run, and when. Immutable.
 *
 * @param duration how long the run is
 * @param seed what it was drawn from
 * @param events the faults, by their beginning; all have ended before the run does
 */
public record FaultSchedule(Duration duration, long seed, List<FaultEvent> events) {

  /** How many replicas the cluster must have. */
  public static final int REPLICAS = 2;

  /** Copies the events. */
  public FaultSchedule {
    events = List.copyOf(events);
  }

  /**
   * Draws a schedule for a primary and two replicas. The same kinds, duration and seed give the
   * same schedule, everywhere. A node has one fault at a time and is healthy for a while between
   * two, different nodes may have faults at once, and at every moment clients can reach one node at
   * least. Each kind has its turn before any has its second, as far as the duration allows.
   */
  public static FaultSchedule draw(Set<FaultKind> kinds, Duration duration, long seed) {
    return new FaultSchedule(duration, seed, new Draw(kinds, duration, seed).events());
  }

  /** No faults. */
  public static FaultSchedule none(Duration duration) {
    return new FaultSchedule(duration, 0, List.of());
  }
}
