package dev.lagrange.verifier.history;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/**
 * All operations of a run, in the order of their invocation. Immutable. The clock is one for all:
 * nanoseconds since the run began, never back.
 */
public final class History {

  private static final Comparator<Operation> ORDER =
      Comparator.comparingLong(Operation::invokedAt).thenComparingLong(Operation::id);

  private final List<Operation> operations;

  private History(List<Operation> sorted) {
    this.operations = sorted;
  }

  /** A history of these operations, in any order. */
  public static History of(List<Operation> operations) {
    List<Operation> sorted = new ArrayList<>(operations);
    sorted.sort(ORDER);
    return new History(List.copyOf(sorted));
  }

  /** The operations, by invocation. */
  public List<Operation> operations() {
    return operations;
  }

  /** How many there are. */
  public int size() {
    return operations.size();
  }

  /** Those of one model. */
  public History of(Model model) {
    return where(operation -> operation.model() == model);
  }

  /** Those that satisfy a condition. */
  public History where(Predicate<Operation> condition) {
    return new History(operations.stream().filter(condition).toList());
  }
}
