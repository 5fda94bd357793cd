package dev.lagrange.verifier.check;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.check.Dependency.Kind;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How transactions over lists depend on each other, as far as the reads of one level show it:
 * whoever mixes levels is promised nothing about them together. Writes are of all levels, since the
 * order of elements is one. Transactions of unknown outcome are in it if somebody saw what they
 * appended.
 */
final class Dependencies {

  private final List<Operation> operations = new ArrayList<>();
  private final List<List<Dependency>> from = new ArrayList<>();
  private final Map<Long, Integer> numbers = new HashMap<>();
  private final Consistency level;

  Dependencies(Map<String, List<Event>> keys, Consistency level) {
    this.level = level;
    keys.forEach(this::add);
  }

  /** How many transactions there are; they are numbered from 0. */
  int size() {
    return operations.size();
  }

  Operation operation(int number) {
    return operations.get(number);
  }

  /** What depends on a transaction. */
  List<Dependency> from(int number) {
    return from.get(number);
  }

  private void add(String key, List<Event> events) {
    ListOrder order = new ListOrder(events);
    ListReads lists = new ListReads(events);
    List<Long> elements = order.elements();
    @Nullable Operation previous = null;
    for (long element : elements) {
      Operation writer = writer(lists, element);
      if (previous != null && writer != null) {
        depend(previous, writer, Kind.WRITE_WRITE, key, element);
      }
      previous = writer == null ? previous : writer;
    }
    for (Event event : events) {
      boolean counts = event.operation().isKnown() && event.operation().level().equals(level);
      if (event.isRead() && counts && order.startsWith(event.access().elements())) {
        addRead(key, event, elements, lists);
      }
    }
  }

  private void addRead(String key, Event read, List<Long> elements, ListReads lists) {
    Operation reader = read.operation();
    int seen = read.access().elements().size();
    for (int i = seen - 1; i >= 0; i--) {
      Operation writer = writer(lists, elements.get(i));
      // what a transaction appended itself stands behind what it saw of others
      if (writer != null && writer.id() != reader.id()) {
        depend(writer, reader, Kind.WRITE_READ, key, elements.get(i));
        break;
      }
    }
    Operation next = seen < elements.size() ? writer(lists, elements.get(seen)) : null;
    if (next != null) {
      depend(reader, next, Kind.READ_WRITE, key, elements.get(seen));
    }
  }

  /** Who appended an element, if that took place. */
  private static @Nullable Operation writer(ListReads lists, long element) {
    Event append = lists.append(element);
    boolean took = append != null && append.operation().outcome() != Outcome.FAILED;
    return append != null && took ? append.operation() : null;
  }

  private void depend(Operation first, Operation second, Kind kind, String key, long element) {
    if (first.id() != second.id()) {
      int number = number(first);
      from.get(number).add(new Dependency(number, number(second), kind, key, element));
    }
  }

  private int number(Operation operation) {
    Integer known = numbers.putIfAbsent(operation.id(), operations.size());
    if (known != null) {
      return known;
    }
    operations.add(operation);
    from.add(new ArrayList<>(2));
    return operations.size() - 1;
  }
}
