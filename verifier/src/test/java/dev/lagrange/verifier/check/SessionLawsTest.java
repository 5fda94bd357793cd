package dev.lagrange.verifier.check;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Model;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;

/** The sweep over sessions agrees with their guarantees' definitions. */
class SessionLawsTest {

  private static final List<Consistency> LEVELS =
      List.of(Consistency.EVENTUAL, Consistency.STRONG, Consistency.WEAK);

  @Property(tries = 2_000)
  void registersAreJudgedAsByDefinition(@ForAll long seed) {
    Random random = new Random(seed);
    History history =
        SimulatedCluster.history(
            new SimulatedCluster.Plan(seed, 24, 3, 2, List.of(Model.REGISTER), LEVELS, 5, 0.03));
    History mutated = random.nextInt(4) == 0 ? history : Mutation.ofValues(history, random);
    SessionDefinitions definitions = new SessionDefinitions(mutated);
    Map<Guarantee, Set<Long>> expected = definitions.broken();
    Findings findings = new Findings();
    new SessionChecker(Long.MAX_VALUE).check(Accesses.of(mutated), findings);
    Map<Guarantee, Long> told = new TreeMap<>();
    findings
        .counts()
        .forEach(
            (subject, count) -> {
              if (count.broken() > 0) {
                told.merge(subject.guarantee(), count.broken(), Long::sum);
              }
            });
    Map<Guarantee, Long> due = new TreeMap<>();
    expected.forEach((guarantee, ids) -> due.put(guarantee, (long) ids.size()));
    assertThat(told).as(() -> expected + " in " + mutated.operations()).isEqualTo(due);
    Set<Guarantee> shown = new TreeSet<>(told.keySet());
    for (Guarantee guarantee : SessionDefinitions.GUARANTEES) {
      Statistics.label(guarantee.name())
          .collect(shown.contains(guarantee))
          .coverage(coverage -> coverage.check(true).count(count -> count > 20));
    }
  }
}
