package dev.lagrange.verifier.report.figure;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Place;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Why reads went where they went, as whoever routed them says. */
public final class Reasons {

  /**
   * Reads of one level that went somewhere for one reason.
   *
   * @param level the level
   * @param replica whether they went to a replica
   * @param reason why
   * @param reads how many
   */
  public record Row(Consistency level, boolean replica, String reason, long reads) {}

  private record Key(Consistency level, boolean replica, String reason) {}

  private static final Comparator<Row> ORDER =
      Comparator.comparing(Row::level, Levels.ORDER)
          .thenComparing(Comparator.comparingLong(Row::reads).reversed())
          .thenComparing(Row::reason)
          .thenComparing(Row::replica);

  private Reasons() {}

  /** Those of all acknowledged reads that have one: by level, the most frequent first. */
  public static List<Row> of(History history) {
    Map<Key, Long> counts = new HashMap<>();
    for (Operation operation : history.operations()) {
      Place place = operation.place();
      if (place != null
          && place.reason() != null
          && operation.isKnown()
          && operation.isReadOnly()) {
        counts.merge(new Key(operation.level(), place.replica(), place.reason()), 1L, Long::sum);
      }
    }
    List<Row> rows = new ArrayList<>();
    counts.forEach(
        (key, reads) -> rows.add(new Row(key.level(), key.replica(), key.reason(), reads)));
    rows.sort(ORDER);
    return rows;
  }
}
