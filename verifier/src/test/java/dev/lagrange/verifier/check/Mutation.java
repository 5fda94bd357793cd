package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Damages histories, as a cluster might that does not keep its promises. */
final class Mutation {

  private Mutation() {}

  /** With some luck, changes what some reads returned, and seldom what a write made. */
  static History ofValues(History history, Random random) {
    List<Operation> changed = new ArrayList<>();
    for (Operation operation : history.operations()) {
      // that no value is written twice is up to the client
      boolean written = !operation.isReadOnly() && operation.model() != Model.VALUE;
      int seldom = operation.isReadOnly() ? 4 : 12;
      boolean change =
          operation.isKnown() && (written || operation.isReadOnly()) && random.nextInt(seldom) == 0;
      List<Access> accesses =
          change
              ? operation.accesses().stream()
                  .map(access -> withValue(access, access.value() + random.nextInt(5) - 2))
                  .toList()
              : operation.accesses();
      changed.add(with(operation, accesses));
    }
    return History.of(changed);
  }

  /** Changes how much of a list some reads saw, and on one key in two the order of two elements. */
  static History ofLists(History history, Random random) {
    Map<String, List<Long>> longest = new HashMap<>();
    for (Operation operation : history.operations()) {
      for (Access access : operation.accesses()) {
        longest.merge(access.key(), access.elements(), (a, b) -> b.size() > a.size() ? b : a);
      }
    }
    Map<String, List<Long>> orders = new HashMap<>();
    longest.forEach(
        (key, elements) -> {
          List<Long> order = new ArrayList<>(elements);
          if (order.size() > 1 && random.nextBoolean()) {
            Collections.swap(order, random.nextInt(order.size()), random.nextInt(order.size()));
          }
          orders.put(key, order);
        });
    List<Operation> changed = new ArrayList<>();
    for (Operation operation : history.operations()) {
      List<Access> accesses = new ArrayList<>();
      for (Access access : operation.accesses()) {
        List<Long> order = orders.getOrDefault(access.key(), List.of());
        int size =
            operation.session() < 3 && random.nextInt(3) == 0
                ? random.nextInt(order.size() + 1)
                : access.elements().size();
        accesses.add(
            access.isRead() ? Access.readList(access.key(), order.subList(0, size)) : access);
      }
      changed.add(with(operation, accesses));
    }
    return History.of(changed);
  }

  private static Access withValue(Access access, long value) {
    // 0 is what was there before all writes
    long least = access.isRead() ? 0 : 1;
    return new Access(
        access.action(),
        access.key(),
        Math.max(least, value),
        access.expected(),
        access.elements());
  }

  private static Operation with(Operation operation, List<Access> accesses) {
    return new Operation(
        operation.id(),
        operation.session(),
        operation.model(),
        operation.level(),
        operation.invokedAt(),
        operation.completedAt(),
        operation.outcome(),
        accesses,
        operation.place(),
        operation.tokenBefore(),
        operation.tokenAfter(),
        operation.error());
  }
}
