package dev.lagrange.verifier.report.figure;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How much went where at one level. Immutable.
 *
 * @param level the level
 * @param operations all operations
 * @param succeeded those that were acknowledged
 * @param failed those that failed without effect
 * @param unknown those of which nobody told whether they took place
 * @param reads acknowledged reads
 * @param writes acknowledged operations that change something
 * @param placed acknowledged reads of which it is known where they ran
 * @param offPrimary those of them that a replica answered
 * @param spanNanos from the first call to the last call or return at this level
 */
public record Traffic(
    Consistency level,
    long operations,
    long succeeded,
    long failed,
    long unknown,
    long reads,
    long writes,
    long placed,
    long offPrimary,
    long spanNanos) {

  /** The acknowledged operations per second; 0 if they took no time. */
  public double perSecond() {
    return spanNanos == 0 ? 0 : succeeded * 1e9 / spanNanos;
  }

  /** That of each level, the strictest first. */
  public static List<Traffic> of(History history) {
    Map<Consistency, Counter> counters = new TreeMap<>(Levels.ORDER);
    for (Operation operation : history.operations()) {
      counters.computeIfAbsent(operation.level(), level -> new Counter()).add(operation);
    }
    List<Traffic> traffic = new ArrayList<>();
    counters.forEach((level, counter) -> traffic.add(counter.traffic(level)));
    return traffic;
  }

  private static final class Counter {
    private final Ends ends = new Ends();
    private long reads;
    private long placed;
    private long offPrimary;
    private long first = Long.MAX_VALUE;
    private long last = Long.MIN_VALUE;

    private void add(Operation operation) {
      ends.add(operation.outcome());
      first = Math.min(first, operation.invokedAt());
      last = Math.max(last, end(operation));
      if (!operation.isKnown() || !operation.isReadOnly()) {
        return;
      }
      reads++;
      Server server = Server.of(operation.place());
      placed += server.isKnown() ? 1 : 0;
      offPrimary += server.replica() ? 1 : 0;
    }

    private Traffic traffic(Consistency level) {
      return new Traffic(
          level,
          ends.succeeded() + ends.failed() + ends.unknown(),
          ends.succeeded(),
          ends.failed(),
          ends.unknown(),
          reads,
          ends.succeeded() - reads,
          placed,
          offPrimary,
          last - first);
    }
  }

  /** The last time that is known of an operation. */
  static long end(Operation operation) {
    return operation.completedAt() == Operation.NEVER
        ? operation.invokedAt()
        : operation.completedAt();
  }
}
