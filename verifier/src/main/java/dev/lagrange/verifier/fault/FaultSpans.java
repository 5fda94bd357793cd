package dev.lagrange.verifier.fault;

import dev.lagrange.verifier.history.FaultSpan;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What was done to a cluster, as a report tells it: from when to when, on the history's clock. */
final class FaultSpans {

  private final long origin;
  private final List<FaultSpan> events = new ArrayList<>();
  private final Map<Integer, FaultNote> begun = new HashMap<>();

  private FaultSpans(long origin) {
    this.origin = origin;
  }

  /**
   * Joins beginnings with ends.
   *
   * @param notes of one schedule, in order
   * @param origin the value of {@link System#nanoTime} at which the history's clock was 0
   */
  static List<FaultSpan> of(List<FaultNote> notes, long origin) {
    FaultSpans events = new FaultSpans(origin);
    notes.forEach(events::add);
    events.begun.values().forEach(note -> events.add(note, null));
    events.events.sort(Comparator.comparingLong(FaultSpan::at));
    return List.copyOf(events.events);
  }

  private void add(FaultNote note) {
    switch (note.phase()) {
      case BEGUN -> begun.put(note.event(), note);
      case HEALED -> {
        FaultNote beginning = begun.remove(note.event());
        add(beginning == null ? note : beginning, note);
      }
      case WENT_ON, FAILED -> add(note, null);
      case LEFT_OUT -> {
        // nothing was done
      }
    }
  }

  private void add(FaultNote note, @Nullable FaultNote end) {
    long at = note.nanoTime() - origin;
    String node = note.nodes().isEmpty() ? null : String.join(", ", note.nodes());
    events.add(
        new FaultSpan(at, end == null ? at : end.nanoTime() - origin, note.sentence(), node));
  }
}
