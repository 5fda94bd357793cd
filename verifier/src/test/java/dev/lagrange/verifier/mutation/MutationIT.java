package dev.lagrange.verifier.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.verifier.check.Guarantee;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The verifier against drivers of which each lacks one mechanism: it has to catch every one within
 * a minute, or in a second one, by the promise that the mechanism is there for. The driver as it is
 * must pass the same trials.
 */
class MutationIT {

  /** For the sessions: with what comes before and after them, the verdict is there in a minute. */
  private static final Duration LIMIT = Duration.ofSeconds(45);

  private static final Duration CONTROL = Duration.ofSeconds(6);

  private static final List<String> TABLE = new ArrayList<>();

  private static final Map<Replication, Bed> BEDS = new EnumMap<>(Replication.class);

  @TempDir private Path classes;

  static List<Mutation> mutations() {
    return Mutations.all();
  }

  /** One of each trouble on each kind of cluster, with what it is most used for. */
  static List<Trial> trials() {
    Map<List<Enum<?>>, Trial> trials = new LinkedHashMap<>();
    for (Mutation mutation : Mutations.all()) {
      Trial trial = mutation.trial();
      trials.put(List.of(trial.replication(), trial.trouble()), trial);
    }
    return List.copyOf(trials.values());
  }

  @AfterAll
  static void closeClusters() {
    System.out.println("Mutants, by the time from the first operation to the finding:");
    TABLE.stream().sorted().forEach(System.out::println);
    BEDS.values().forEach(Bed::close);
  }

  private static Bed bed(Replication replication) {
    return BEDS.computeIfAbsent(replication, Bed::new);
  }

  private static Suspect.Verdict judge(
      Path classes, Trial trial, Set<Guarantee> wanted, Duration limit) throws Exception {
    return bed(trial.replication()).judge(classes, trial, wanted, limit, 1);
  }

  private Suspect.Verdict judge(Mutation mutation) throws Exception {
    Suspect.Verdict verdict = judge(classes, mutation.trial(), mutation.guarantees(), LIMIT);
    TABLE.add(Bed.line(mutation, verdict));
    return verdict;
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void driverWithoutMechanismIsCaught(Mutation mutation) throws Exception {
    assertCaught(mutation);
  }

  @Test
  void quorumOfWhichNobodyAcknowledgesIsRefusedAndWouldBeCaught() throws Exception {
    Mutation mutation = StrongMutations.asynchronous();
    assertThatThrownBy(() -> bed(mutation.trial().replication()).open("strongReads=quorum"))
        .hasMessageContaining("R + W > N")
        .hasMessageContaining("W = 0");

    assertCaught(mutation);
  }

  private void assertCaught(Mutation mutation) throws Exception {
    Mutant.compile(mutation, classes);

    Suspect.Verdict verdict = judge(mutation);
    if (Collections.disjoint(verdict.broken(), mutation.guarantees())) {
      // it has to be caught; that it once was not is for whoever reads the table
      System.out.println(verdict.report());
      verdict = judge(mutation);
    }

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

    Suspect.Verdict verdict = judge(classes, trial, Set.of(), CONTROL);

    assertThat(verdict.broken()).as(verdict.report()).isEmpty();
    assertThat(verdict.report()).contains("PASSED");
  }
}
