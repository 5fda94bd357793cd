package dev.lagrange.verifier.report.figure;

import dev.lagrange.verifier.history.History;
import java.util.List;

/**
 * All that is counted in a history. Immutable.
 *
 * @param operations how many operations there are
 * @param traffic how much went where, by level
 * @param staleness how stale reads were
 * @param latencies how long operations took
 * @param activity how they fared over time
 * @param reasons why reads went where they went
 * @param errors what clients were told
 */
public record Figures(
    long operations,
    List<Traffic> traffic,
    Staleness staleness,
    List<Latencies.Row> latencies,
    Activity activity,
    List<Reasons.Row> reasons,
    List<Errors.Row> errors) {

  /** Copies the lists. */
  public Figures {
    traffic = List.copyOf(traffic);
    latencies = List.copyOf(latencies);
    reasons = List.copyOf(reasons);
    errors = List.copyOf(errors);
  }

  /** Those of a history. */
  public static Figures of(History history) {
    return new Figures(
        history.size(),
        Traffic.of(history),
        Staleness.of(history),
        Latencies.of(history),
        Activity.of(history),
        Reasons.of(history),
        Errors.of(history));
  }

  /** The acknowledged operations. */
  public long succeeded() {
    return traffic.stream().mapToLong(Traffic::succeeded).sum();
  }
}
