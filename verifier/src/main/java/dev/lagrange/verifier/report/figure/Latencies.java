package dev.lagrange.verifier.report.figure;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** How long operations took from call to return, in nanoseconds. */
public final class Latencies {

  /** What is timed together. */
  public enum Kind {
    /** A read that a replica answered. */
    REPLICA_READ("reads on replicas"),
    /** A read that the primary answered. */
    PRIMARY_READ("reads on the primary"),
    /** A read of which nobody knows who answered. */
    OTHER_READ("reads"),
    /** What changes something. */
    WRITE("writes"),
    /** What failed, or was given up. */
    FAILURE("failures");

    private final String title;

    Kind(String title) {
      this.title = title;
    }

    /** Its name for people. */
    public String title() {
      return title;
    }

    private static Kind of(Operation operation) {
      if (operation.outcome() == Outcome.FAILED) {
        return FAILURE;
      }
      if (!operation.isReadOnly()) {
        return WRITE;
      }
      Server server = Server.of(operation.place());
      if (!server.isKnown()) {
        return OTHER_READ;
      }
      return server.replica() ? REPLICA_READ : PRIMARY_READ;
    }
  }

  /** The operations of one level and kind. */
  public record Row(Consistency level, Kind kind, Percentiles nanos) {}

  private record Key(Consistency level, Kind kind) {}

  private static final Comparator<Key> ORDER =
      Comparator.comparing(Key::level, Levels.ORDER).thenComparing(Key::kind);

  private Latencies() {}

  /** Those of all operations that ended. */
  public static List<Row> of(History history) {
    Map<Key, Samples> samples = new TreeMap<>(ORDER);
    for (Operation operation : history.operations()) {
      if (operation.completedAt() != Operation.NEVER) {
        Key key = new Key(operation.level(), Kind.of(operation));
        samples
            .computeIfAbsent(key, missing -> new Samples())
            .add(operation.completedAt() - operation.invokedAt());
      }
    }
    List<Row> rows = new ArrayList<>();
    samples.forEach(
        (key, nanos) -> rows.add(new Row(key.level(), key.kind(), nanos.percentiles())));
    return rows;
  }
}
