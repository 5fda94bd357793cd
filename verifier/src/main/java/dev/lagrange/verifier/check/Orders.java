package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The orders of all keys whose states follow each other: registers, values, lists, snapshots. */
final class Orders {

  private record Numbered(int number, Order order) {}

  private final Map<Model, Map<String, Numbered>> orders = new EnumMap<>(Model.class);
  private final List<Order> numbered = new ArrayList<>();

  Orders(History history) {
    for (Model model : List.of(Model.REGISTER, Model.SNAPSHOT, Model.VALUE, Model.LIST)) {
      Map<String, Numbered> ofModel = new HashMap<>();
      Event.byKey(history, model)
          .forEach((key, events) -> ofModel.put(key, number(order(model, events))));
      orders.put(model, ofModel);
    }
  }

  private static Order order(Model model, List<Event> events) {
    return switch (model) {
      case VALUE -> new ValueOrder(events);
      case LIST -> new ListOrder(events);
      case REGISTER, SNAPSHOT, COUNTER, CELL -> Order.Versions.COUNTED;
    };
  }

  private Numbered number(Order order) {
    numbered.add(order);
    return new Numbered(numbered.size() - 1, order);
  }

  /** How many keys there are; they are numbered from 0. */
  int size() {
    return numbered.size();
  }

  Order order(int key) {
    return numbered.get(key);
  }

  /** The accesses of an operation that have a place; none if it was not acknowledged. */
  List<Step> steps(Operation operation) {
    Map<String, Numbered> ofModel = orders.get(operation.model());
    if (ofModel == null || !operation.isKnown()) {
      return List.of();
    }
    List<Step> steps = new ArrayList<>(operation.accesses().size());
    for (int i = 0; i < operation.accesses().size(); i++) {
      Event event = new Event(operation, i);
      Numbered key = ofModel.get(event.access().key());
      Step step = key == null ? null : key.order.place(event, key.number);
      if (step != null) {
        steps.add(step);
      }
    }
    return steps;
  }

  /** All accesses that have a place, by key, each by invocation. */
  Map<Integer, List<Step>> byKey(History history) {
    Map<Integer, List<Step>> steps = new LinkedHashMap<>();
    for (Operation operation : history.operations()) {
      for (Step step : steps(operation)) {
        steps.computeIfAbsent(step.key(), key -> new ArrayList<>()).add(step);
      }
    }
    return steps;
  }
}
