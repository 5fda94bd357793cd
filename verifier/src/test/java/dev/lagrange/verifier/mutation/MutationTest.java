package dev.lagrange.verifier.mutation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MutationTest {

  @TempDir private Path folder;

  static List<Mutation> mutations() {
    return Stream.of(
            Mutations.all(), Mutations.caughtByChance(), List.of(StrongMutations.asynchronous()))
        .flatMap(List::stream)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("mutations")
  void everyMutationHasItsPlaceAndCompiles(Mutation mutation) throws Exception {
    Mutant.compile(mutation, folder);

    assertThat(folder).isNotEmptyDirectory();
  }

  @Test
  void mutationsHaveNamesOfTheirOwn() {
    assertThat(mutations()).extracting(Mutation::name).doesNotHaveDuplicates();
  }

  @Test
  void editWithoutItsPlaceIsRefused() {
    Edit edit = new Edit("Some.java", "gone", "");

    assertThatThrownBy(() -> edit.applyTo("what is here"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Not found in Some.java");
  }

  @Test
  void editWithTwoPlacesIsRefused() {
    Edit edit = new Edit("Some.java", "twice", "once");

    assertThatThrownBy(() -> edit.applyTo("twice or twice"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("Found more than once in Some.java");
  }
}
