package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Measures the staleness of each read of a register, snapshot, list or value. On values it is what
 * real time proves, a lower bound. Of an operation that read several keys, the stalest counts.
 * Immutable. O(n log n).
 */
public final class StalenessMeter {

  /** A stale read of one key, with the newer write that was acknowledged first. */
  record Miss(Event read, Event write) {

    long nanos() {
      return read.invokedAt() - write.completedAt();
    }
  }

  private final List<Staleness> measured;
  private final Map<Long, Miss> misses;

  private StalenessMeter(List<Staleness> measured, Map<Long, Miss> misses) {
    this.measured = measured;
    this.misses = misses;
  }

  /** Measures all reads of a history that can be measured. */
  public static StalenessMeter of(History history) {
    return of(Accesses.of(history));
  }

  static StalenessMeter of(Accesses accesses) {
    Map<Long, Integer> behind = new HashMap<>();
    Map<Long, Miss> misses = new HashMap<>();
    for (List<Step> steps : accesses.orders().byKey()) {
      NewerWrites.sweep(
          steps,
          (read, first, count) -> {
            behind.merge(read.operation().id(), count, Math::max);
            if (first != null) {
              Miss miss = new Miss(read.event(), first);
              misses.merge(read.operation().id(), miss, (a, b) -> b.nanos() > a.nanos() ? b : a);
            }
          });
    }
    List<Staleness> measured = new ArrayList<>();
    for (Operation operation : accesses.history().operations()) {
      Integer versions = behind.get(operation.id());
      if (versions != null) {
        Miss miss = misses.get(operation.id());
        measured.add(new Staleness(operation, miss == null ? 0 : miss.nanos(), versions));
      }
    }
    return new StalenessMeter(List.copyOf(measured), misses);
  }

  /** Every operation that read, by invocation. */
  public List<Staleness> measured() {
    return measured;
  }

  /** What made an operation stale; null if it was not. */
  @Nullable Miss miss(Operation operation) {
    return misses.get(operation.id());
  }
}
