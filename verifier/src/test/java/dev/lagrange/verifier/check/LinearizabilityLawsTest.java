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

/** The checkers of single keys agree with trying every order. */
class LinearizabilityLawsTest {

  private static final Set<Guarantee> OF_ONE_KEY =
      Set.of(
          Guarantee.LINEARIZABILITY,
          Guarantee.NO_PHANTOM,
          Guarantee.NO_LOST_WRITE,
          Guarantee.NO_DOUBLED_WRITE);

  @Property(tries = 3_000)
  void registersAreJudgedAsByTryingEveryOrder(@ForAll long seed) {
    agrees(Model.REGISTER, seed);
  }

  @Property(tries = 3_000)
  void valuesAreJudgedAsByTryingEveryOrder(@ForAll long seed) {
    agrees(Model.VALUE, seed);
  }

  @Property(tries = 3_000)
  void countersAreJudgedAsByTryingEveryOrder(@ForAll long seed) {
    agrees(Model.COUNTER, seed);
  }

  @Property(tries = 3_000)
  void cellsAreJudgedAsByTryingEveryOrder(@ForAll long seed) {
    agrees(Model.CELL, seed);
  }

  private static void agrees(Model model, long seed) {
    Random random = new Random(seed);
    History history =
        SimulatedCluster.history(
            new SimulatedCluster.Plan(
                seed, 7, 4, 1, List.of(model), List.of(Consistency.STRONG), 0, 0.1));
    assertThat(AllLinearizations.exists(history)).as("without mutation").isTrue();
    History mutated = random.nextInt(4) == 0 ? history : Mutation.ofValues(history, random);
    Findings findings = Checkers.check(mutated);
    Set<Guarantee> broken = new TreeSet<>(Story.broken(findings));
    broken.retainAll(OF_ONE_KEY);
    boolean linearizable = AllLinearizations.exists(mutated);
    assertThat(broken.isEmpty())
        .as(() -> broken + " in " + mutated.operations())
        .isEqualTo(linearizable);
    Statistics.label("linearizable")
        .collect(linearizable)
        .coverage(
            coverage -> {
              coverage.check(true).percentage(share -> share > 15);
              coverage.check(false).percentage(share -> share > 15);
            });
  }
}
