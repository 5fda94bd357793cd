package dev.lagrange.verifier.report.figure;

import static dev.lagrange.verifier.report.Clients.PRIMARY;
import static dev.lagrange.verifier.report.Clients.REPLICA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Place;
import dev.lagrange.verifier.report.Clients;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FiguresTest {

  private final Clients clients = new Clients();

  @Test
  void trafficTellsReadsOffThePrimaryAndHowOperationsEnded() {
    clients.write(1, "x", 1, 0, 500);
    clients.read(2, "x", 1, 600, REPLICA);
    clients.read(2, "x", 1, 700, PRIMARY);
    clients.read(2, "x", 1, 800, null);
    clients.failed(1, 900, 2000, "08006: gone");
    clients.unanswered(1, 950, "08006: gone");
    Traffic traffic = Traffic.of(clients.history()).get(0);
    assertThat(traffic)
        .isEqualTo(new Traffic(Consistency.EVENTUAL, 6, 4, 1, 1, 3, 1, 2, 1, 2_000_000_000L));
    assertThat(traffic.perSecond()).isEqualTo(2.0);
  }

  @Test
  void levelsAreShownFromTheStrictestOn() {
    for (Consistency level :
        List.of(
            Consistency.WEAK,
            Consistency.parse("bounded(5s)"),
            Consistency.STRONG,
            Consistency.parse("bounded(1s)"),
            Consistency.EVENTUAL)) {
      clients.read(level, 1, "x", 0, 1, PRIMARY);
    }
    assertThat(Traffic.of(clients.history()))
        .extracting(traffic -> traffic.level().toString())
        .containsExactly("strong", "bounded(1s)", "bounded(5s)", "eventual", "weak");
  }

  @Test
  void latenciesAreApartByKindAndWithoutWhatNeverEnded() {
    clients.write(1, "x", 1, 0, 3);
    clients.read(2, "x", 1, 10, REPLICA);
    clients.read(2, "x", 1, 20, PRIMARY);
    clients.failed(1, 30, 70, "gone");
    clients.unanswered(1, 40, "gone");
    assertThat(Latencies.of(clients.history()))
        .containsExactly(
            latency(Latencies.Kind.REPLICA_READ, 1_000_000),
            latency(Latencies.Kind.PRIMARY_READ, 1_000_000),
            latency(Latencies.Kind.WRITE, 3_000_000),
            latency(Latencies.Kind.FAILURE, 40_000_000));
  }

  private static Latencies.Row latency(Latencies.Kind kind, long nanos) {
    Percentiles one = new Percentiles(1, nanos, nanos, nanos, nanos, nanos);
    return new Latencies.Row(Consistency.EVENTUAL, kind, one);
  }

  @Test
  void activityCountsByTheSecondOfTheCall() {
    clients.read(2, "x", 0, 2_999, PRIMARY);
    clients.failed(1, 2_999, 9_000, "gone");
    clients.unanswered(1, 4_000, "gone");
    Activity activity = Activity.of(clients.history());
    assertThat(activity.slices())
        .containsExactly(
            new Activity.Slice(2_000_000_000L, 1, 1, 0),
            new Activity.Slice(3_000_000_000L, 0, 0, 0),
            new Activity.Slice(4_000_000_000L, 0, 0, 1));
  }

  @Test
  void activityOfALongRunHasFewSlices() {
    clients.read(2, "x", 0, 0, PRIMARY);
    clients.read(2, "x", 0, 3_600_000, PRIMARY);
    Activity activity = Activity.of(clients.history());
    assertThat(activity.widthNanos()).isEqualTo(31_000_000_000L);
    assertThat(activity.slices()).hasSize(117);
  }

  @Test
  void reasonsAreThoseOfReadsByFrequency() {
    Place lagging = new Place("a", false, "replicas are behind");
    clients.read(1, "x", 0, 1, lagging);
    clients.read(1, "x", 0, 2, REPLICA);
    clients.read(1, "x", 0, 3, REPLICA);
    clients.read(1, "x", 0, 4, PRIMARY);
    assertThat(Reasons.of(clients.history()))
        .containsExactly(
            new Reasons.Row(Consistency.EVENTUAL, true, "fresh enough", 2),
            new Reasons.Row(Consistency.EVENTUAL, false, "replicas are behind", 1));
  }

  @Test
  void errorsThatDifferInNumbersOnlyAreOne() {
    clients.failed(1, 1, 2, "57P01: process 11 was ended");
    clients.failed(1, 3, 4, "57P01: process 2222 was ended");
    clients.unanswered(1, 5, "57P01: process 3 was ended");
    clients.failed(1, 6, 7, "Every node is gone");
    assertThat(Errors.of(clients.history()))
        .containsExactly(
            new Errors.Row("57P01", "process 11 was ended", 3, 1),
            new Errors.Row(null, "Every node is gone", 1, 0));
  }

  @Test
  void anEmptyHistoryHasNoFigures() {
    Figures figures = Figures.of(History.of(List.of()));
    assertThat(figures.operations()).isZero();
    assertThat(figures.traffic()).isEmpty();
    assertThat(figures.activity().slices()).isEmpty();
  }
}
