package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The orders of all keys whose states follow each other: registers, values, lists, snapshots; and
 * the place that each acknowledged access has in that of its key.
 */
final class Orders {

  private record Numbered(int number, Order order) {}

  private final Map<Model, Map<String, Numbered>> orders = new EnumMap<>(Model.class);
  private final List<Order> numbered = new ArrayList<>();
  private final List<List<Step>> byKey = new ArrayList<>();
  private final List<List<Step>> byOperation = new ArrayList<>();
  private final Map<Long, Operation> lacking = new LinkedHashMap<>();

  Orders(Accesses accesses) {
    for (Model model : List.of(Model.REGISTER, Model.SNAPSHOT, Model.VALUE, Model.LIST)) {
      Map<String, Numbered> ofModel = new HashMap<>();
      accesses.of(model).forEach((key, events) -> ofModel.put(key, number(order(model, events))));
      orders.put(model, ofModel);
    }
    accesses.history().operations().forEach(this::place);
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
    byKey.add(new ArrayList<>());
    return new Numbered(numbered.size() - 1, order);
  }

  private void place(Operation operation) {
    Map<String, Numbered> ofModel = orders.get(operation.model());
    if (ofModel == null || !operation.isKnown()) {
      byOperation.add(List.of());
      return;
    }
    int size = operation.accesses().size();
    List<Step> steps = new ArrayList<>(size);
    for (int i = 0; i < size; i++) {
      Event event = new Event(operation, i);
      Numbered key = ofModel.get(event.access().key());
      Step step = key == null ? null : key.order.place(event, key.number);
      if (step != null) {
        steps.add(step);
        byKey.get(step.key()).add(step);
      }
      if (step == null && event.isRead()) {
        lacking.put(operation.id(), operation);
      }
    }
    byOperation.add(steps);
  }

  /** How many keys there are; they are numbered from 0. */
  int size() {
    return numbered.size();
  }

  Order order(int key) {
    return numbered.get(key);
  }

  /**
   * The accesses that have a place of one operation, given by where it stands in the history; none
   * if it was not acknowledged.
   */
  List<Step> steps(int operation) {
    return byOperation.get(operation);
  }

  /** All accesses that have a place, for each key, by invocation. */
  List<List<Step>> byKey() {
    return byKey;
  }

  /**
   * Whether an acknowledged operation has a read without a place: it saw what nobody wrote, or what
   * several wrote, and cannot be compared with others.
   */
  boolean lacksPlace(Operation operation) {
    return lacking.containsKey(operation.id());
  }

  /** All such operations. */
  Collection<Operation> lacking() {
    return lacking.values();
  }
}
