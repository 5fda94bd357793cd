package dev.lagrange.verifier.mutation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.verifier.check.Guarantee;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The verifier against drivers of which each lacks one mechanism: it has to catch every one within
 * a minute, by the promise that the mechanism is there for. The driver as it is must pass the same
 * trials.
 */
class MutationIT {

  /** For the sessions: with what comes before and after them, the verdict is there in a minute. */
  private static final Duration LIMIT = Duration.ofSeconds(45);

  private static final Duration CONTROL = Duration.ofSeconds(6);

  private static final List<String> TABLE = new ArrayList<>();

  private static Bed bed;

  @TempDir private Path classes;

  static List<Mutation> mutations() {
    return Mutations.all();
  }

  /** One of each trouble, with what it is most used for. */
  static List<Trial> trials() {
    Map<Trouble, Trial> trials = new EnumMap<>(Trouble.class);
    Mutations.all().forEach(mutation -> trials.put(mutation.trial().trouble(), mutation.trial()));
    return List.copyOf(trials.values());
  }

  @BeforeAll
  static void startCluster() {
    bed = new Bed();
  }

  @AfterAll
  static void closeCluster() {
    System.out.println("Mutants, by the time from the first operation to the finding:");
    TABLE.stream().sorted().forEach(System.out::println);
    bed.close();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void driverWithoutMechanismIsCaught(Mutation mutation) throws Exception {
    Mutant.compile(mutation, classes);

    Suspect.Verdict verdict = bed.judge(classes, mutation.trial(), mutation.guarantees(), LIMIT, 1);

    TABLE.add(Bed.line(mutation, verdict));
    assertThat(verdict.broken()).as(verdict.report()).containsAnyElementsOf(mutation.guarantees());
    for (Guarantee guarantee : mutation.guarantees()) {
      if (verdict.broken().contains(guarantee)) {
        assertThat(verdict.examples().get(guarantee)).isNotBlank();
        // its lines are wrapped
        assertThat(verdict.report().replaceAll("\\s+", " "))
            .contains(guarantee.title() + " at " + mutation.trial().level());
      }
    }
  }

  @ParameterizedTest
  @MethodSource("trials")
  void driverAsItIsPassesTheSameTrial(Trial trial) throws Exception {
    Mutant.compileUnchanged(Mutations.all(), classes);

    Suspect.Verdict verdict = bed.judge(classes, trial, Set.of(), CONTROL, 1);

    assertThat(verdict.broken()).as(verdict.report()).isEmpty();
    assertThat(verdict.report()).contains("PASSED");
  }
}
