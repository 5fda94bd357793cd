package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A history sorted by keys, once for all checkers: what was done to each, and what is proved of the
 * order in which that took effect. Not thread-safe.
 */
public final class Accesses {

  private final History history;
  private final Map<Model, Map<String, List<Event>>> events = new EnumMap<>(Model.class);
  private @Nullable Orders orders;

  private Accesses(History history) {
    this.history = history;
    for (Model model : Model.values()) {
      events.put(model, new LinkedHashMap<>());
    }
    for (Operation operation : history.operations()) {
      Map<String, List<Event>> ofModel = of(operation.model());
      for (int i = 0; i < operation.accesses().size(); i++) {
        Event event = new Event(operation, i);
        ofModel.computeIfAbsent(event.access().key(), key -> new ArrayList<>()).add(event);
      }
    }
  }

  /** Sorts a history. */
  public static Accesses of(History history) {
    return new Accesses(history);
  }

  /** The history itself. */
  public History history() {
    return history;
  }

  /** What was done to each key of a model, with any outcome, by invocation. */
  Map<String, List<Event>> of(Model model) {
    return events.getOrDefault(model, Map.of());
  }

  /** What is proved of the order of each key's states. */
  Orders orders() {
    Orders known = orders;
    if (known == null) {
      known = new Orders(this);
      orders = known;
    }
    return known;
  }
}
