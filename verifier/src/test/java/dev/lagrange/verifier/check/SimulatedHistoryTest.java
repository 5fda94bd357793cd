package dev.lagrange.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class SimulatedHistoryTest {

  private static final List<Consistency> LEVELS =
      List.of(
          Consistency.STRONG,
          Consistency.bounded(Duration.ofNanos(100)),
          Consistency.EVENTUAL,
          Consistency.WEAK);

  @Property(tries = 40)
  void clusterThatKeepsItsPromisesIsNeverBlamed(@ForAll long seed) {
    History history =
        SimulatedCluster.history(
            new SimulatedCluster.Plan(
                seed, 2_000, 8, 4, List.of(Model.values()), LEVELS, 30, 0.004));
    Findings findings = Checkers.check(history);
    assertThat(findings.brokenPromises()).as(() -> Story.promisesBroken(findings)).isEmpty();
  }

  @Property(tries = 40)
  void weakReadsOfAClusterThatLagsAreCaught(@ForAll long seed) {
    History history =
        SimulatedCluster.history(
            new SimulatedCluster.Plan(
                seed, 2_000, 8, 4, List.of(Model.values()), List.of(Consistency.WEAK), 30, 0));
    assertThat(Story.broken(Checkers.check(history)))
        .contains(
            Guarantee.READ_YOUR_WRITES,
            Guarantee.MONOTONIC_READS,
            Guarantee.MONOTONIC_WRITES,
            Guarantee.LINEARIZABILITY)
        // a replica has all that came before what it has
        .doesNotContain(
            Guarantee.CONSISTENT_PREFIX,
            Guarantee.ATOMIC_VISIBILITY,
            Guarantee.NO_DIRTY_READ,
            Guarantee.NO_PHANTOM,
            Guarantee.NO_LOST_WRITE,
            Guarantee.NO_DOUBLED_WRITE);
  }
}
