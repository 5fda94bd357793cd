package dev.lagrange.verifier.mutation;

import dev.lagrange.verifier.check.Guarantee;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * A mechanism switched off. Immutable.
 *
 * @param name what is wrong with the driver, in words
 * @param edits the changes that make it so
 * @param trial the run that has to catch it
 * @param guarantees of which at least one must be reported as broken
 */
record Mutation(String name, List<Edit> edits, Trial trial, Set<Guarantee> guarantees) {

  Mutation {
    edits = List.copyOf(edits);
    guarantees = Set.copyOf(guarantees);
  }

  /** Begins one. */
  static Draft that(String name) {
    return new Draft(name);
  }

  @Override
  public String toString() {
    return name;
  }

  /** A mutation whose edits are still being listed. Not thread-safe. */
  static final class Draft {
    private final String name;
    private final List<Edit> edits = new ArrayList<>();

    private Draft(String name) {
      this.name = name;
    }

    Draft by(String file, String find, String replacement) {
      edits.add(new Edit(file, find, replacement));
      return this;
    }

    Mutation caughtBy(Trial trial, Guarantee... guarantees) {
      return new Mutation(name, edits, trial, Set.of(guarantees));
    }
  }
}
