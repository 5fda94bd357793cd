package dev.lagrange.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** The search for circles agrees with walking all of them. */
class CycleLawsTest {

  private static final Set<Guarantee> CIRCLES =
      Set.of(
          Guarantee.NO_WRITE_CYCLE,
          Guarantee.NO_CIRCULAR_INFORMATION,
          Guarantee.NO_READ_SKEW,
          Guarantee.NO_LONG_FORK);

  @Property(tries = 3_000)
  void circlesAreFoundAsByWalkingAll(@ForAll long seed) {
    Random random = new Random(seed);
    History history =
        SimulatedCluster.history(
            new SimulatedCluster.Plan(
                seed, 8, 3, 2, List.of(Model.LIST), List.of(Consistency.STRONG), 0, 0.05));
    assertThat(AllCycles.of(history)).as("without mutation").isEmpty();
    History mutated = Mutation.ofLists(history, random);
    Findings findings = new Findings();
    new CycleChecker(1_000_000).check(Accesses.of(mutated), findings);
    Set<Guarantee> broken = new TreeSet<>(Story.broken(findings));
    Set<Guarantee> all = new TreeSet<>(AllCycles.of(mutated));
    Set<Guarantee> told = new TreeSet<>(broken);
    broken.retainAll(CIRCLES);
    if (all.size() > 1 || !all.contains(Guarantee.NO_LONG_FORK)) {
      // a fork is told only where a knot shows nothing worse
      all.remove(Guarantee.NO_LONG_FORK);
      broken.remove(Guarantee.NO_LONG_FORK);
    }
    assertThat(broken).as(() -> "in " + mutated.operations()).isEqualTo(all);
    for (Guarantee guarantee : CIRCLES) {
      boolean shown = told.contains(guarantee);
      Statistics.label(guarantee.name())
          .collect(shown)
          .coverage(coverage -> coverage.check(true).count(count -> count > 0));
    }
  }
}
