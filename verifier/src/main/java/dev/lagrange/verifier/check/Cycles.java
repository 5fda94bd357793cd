package dev.lagrange.verifier.check;

import dev.lagrange.verifier.check.Dependency.Kind;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Shortest cycles within a strongly connected component. Limited in steps. Not thread-safe. */
final class Cycles {

  /** A transaction, and whether it was reached by an anti-dependency. */
  private record Place(int node, boolean byAnti) {}

  /** How a transaction was reached. */
  private record Way(Dependency last, @Nullable Way before) {

    List<Dependency> dependencies() {
      List<Dependency> dependencies = new ArrayList<>();
      for (Way way = this; way != null; way = way.before) {
        dependencies.add(way.last);
      }
      Collections.reverse(dependencies);
      return dependencies;
    }
  }

  private final Dependencies graph;
  private final Set<Integer> members;
  private long steps;

  Cycles(Dependencies graph, List<Integer> members, long steps) {
    this.graph = graph;
    this.members = new HashSet<>(members);
    this.steps = steps;
  }

  /** Whether the search gave up somewhere. */
  boolean isExhausted() {
    return steps < 0;
  }

  /** The shortest cycle through a dependency of one kind; no other anti-dependency is in it. */
  List<Dependency> through(Kind kind, Predicate<Dependency> others) {
    return shortest(kind, others, false);
  }

  /** The shortest cycle with anti-dependencies of which no two follow each other. */
  List<Dependency> withoutAdjacentAnti() {
    return shortest(Kind.READ_WRITE, dependency -> true, true);
  }

  private List<Dependency> shortest(Kind kind, Predicate<Dependency> others, boolean apart) {
    List<Dependency> best = List.of();
    for (int node : members) {
      for (Dependency first : graph.from(node)) {
        if (first.kind() == kind && members.contains(first.to()) && steps >= 0) {
          List<Dependency> cycle = close(first, others, apart);
          if (!cycle.isEmpty() && (best.isEmpty() || cycle.size() < best.size())) {
            best = cycle;
          }
        }
      }
      if (best.size() == 2) {
        return best;
      }
    }
    return best;
  }

  /** Breadth first from the end of a dependency back to its beginning; empty if there is no way. */
  private List<Dependency> close(Dependency first, Predicate<Dependency> others, boolean apart) {
    Set<Place> reached = new HashSet<>();
    Deque<Way> open = new ArrayDeque<>();
    open.add(new Way(first, null));
    reached.add(new Place(first.to(), first.isAnti()));
    while (!open.isEmpty() && steps >= 0) {
      Way way = open.remove();
      for (Dependency next : graph.from(way.last.to())) {
        steps--;
        boolean refused = apart && next.isAnti() && way.last.isAnti();
        if (refused || !others.test(next) || !members.contains(next.to())) {
          continue;
        }
        boolean back = next.to() == first.from();
        if (back && !(apart && next.isAnti() && first.isAnti())) {
          return new Way(next, way).dependencies();
        }
        if (reached.add(new Place(next.to(), next.isAnti()))) {
          open.add(new Way(next, way));
        }
      }
    }
    return List.of();
  }
}
