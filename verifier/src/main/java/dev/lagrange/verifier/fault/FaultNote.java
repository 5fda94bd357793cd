package dev.lagrange.verifier.fault;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Something that was really done. Immutable.
 *
 * @param nanoTime when it had been done, by {@link System#nanoTime}
 * @param event which event of the schedule it belongs to, from 0; −1 for the healing at the end
 * @param phase what it is in the story of that event
 * @param sentence what was done
 * @param nodes the names of the nodes it was done to
 */
public record FaultNote(
    long nanoTime, int event, Phase phase, String sentence, List<String> nodes) {

  /** Where in the story of a fault a note stands. */
  public enum Phase {
    /** It was inflicted. */
    BEGUN,
    /** It went on, e.g. by a promotion. */
    WENT_ON,
    /** It was undone; what happens at once has no such note. */
    HEALED,
    /** It was not inflicted, since earlier faults had taken longer and the run is about to end. */
    LEFT_OUT,
    /** Something could not be done. */
    FAILED
  }

  /** Copies the nodes. */
  public FaultNote {
    nodes = List.copyOf(nodes);
  }

  @Override
  public String toString() {
    return sentence + nodes.stream().collect(Collectors.joining(", ", " [", "]"));
  }
}
