package dev.lagrange.verifier.fault;

import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.fault.FaultNote.Phase;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** What was done, in order. Thread-safe. */
final class Notes {

  private final List<FaultNote> notes = new CopyOnWriteArrayList<>();

  void add(int event, Phase phase, String sentence, List<PostgresNode> nodes) {
    notes.add(
        new FaultNote(
            System.nanoTime(),
            event,
            phase,
            sentence,
            nodes.stream().map(PostgresNode::name).toList()));
  }

  List<FaultNote> all() {
    return List.copyOf(notes);
  }
}
