package dev.lagrange.verifier.check;

import dev.lagrange.verifier.history.Access;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Walks every circle of transactions, over dependencies on all that came before or after, not only
 * on what came next: slow, and too simple to be wrong.
 */
final class AllCycles {

  private static final int WRITE_WRITE = 1;
  private static final int WRITE_READ = 2;
  private static final int READ_WRITE = 4;

  private final List<Operation> operations;
  private final int[][] edges;
  private final Set<Guarantee> found = new TreeSet<>();

  private AllCycles(History history) {
    operations = history.operations();
    edges = new int[operations.size()][operations.size()];
    Map<String, List<Long>> orders = new HashMap<>();
    Map<Long, Integer> writers = new HashMap<>();
    for (int i = 0; i < operations.size(); i++) {
      for (Access access : operations.get(i).accesses()) {
        if (access.isRead() && operations.get(i).isKnown()) {
          orders.merge(access.key(), access.elements(), (a, b) -> b.size() > a.size() ? b : a);
        } else if (!access.isRead() && operations.get(i).outcome() != Outcome.FAILED) {
          writers.put(access.value(), i);
        }
      }
    }
    for (List<Long> order : orders.values()) {
      for (int i = 0; i < order.size(); i++) {
        for (int j = i + 1; j < order.size(); j++) {
          edge(writers.get(order.get(i)), writers.get(order.get(j)), WRITE_WRITE);
        }
      }
    }
    for (int i = 0; i < operations.size(); i++) {
      for (Access access : operations.get(i).accesses()) {
        List<Long> order = orders.getOrDefault(access.key(), List.of());
        for (int j = 0; access.isRead() && operations.get(i).isKnown() && j < order.size(); j++) {
          Integer writer = writers.get(order.get(j));
          if (j < access.elements().size()) {
            edge(writer, i, WRITE_READ);
          } else if (writer != null && writer == i) {
            // from there on it is a writer that comes before the others
            break;
          } else {
            edge(i, writer, READ_WRITE);
          }
        }
      }
    }
  }

  /** The circles there are; long forks are only looked for where there is nothing worse. */
  static Set<Guarantee> of(History history) {
    AllCycles cycles = new AllCycles(history);
    for (int node = 0; node < cycles.operations.size(); node++) {
      cycles.walk(new ArrayList<>(List.of(node)));
    }
    return cycles.found;
  }

  private void edge(@Nullable Integer from, @Nullable Integer to, int kind) {
    if (from != null && to != null && !from.equals(to)) {
      edges[from][to] |= kind;
    }
  }

  private void walk(List<Integer> path) {
    int last = path.get(path.size() - 1);
    if (path.size() > 1 && edges[last][path.get(0)] != 0) {
      classify(path);
    }
    for (int next = path.get(0) + 1; next < operations.size(); next++) {
      if (edges[last][next] != 0 && !path.contains(next)) {
        path.add(next);
        walk(path);
        path.remove(path.size() - 1);
      }
    }
  }

  private void classify(List<Integer> path) {
    int size = path.size();
    int[] kinds = new int[size];
    for (int i = 0; i < size; i++) {
      kinds[i] = edges[path.get(i)][path.get((i + 1) % size)];
    }
    for (int anti = 0; anti < 1 << size; anti++) {
      boolean possible = true;
      boolean apart = true;
      boolean onlyWrites = true;
      boolean reads = false;
      for (int i = 0; i < size; i++) {
        boolean isAnti = (anti >> i & 1) != 0;
        int others = kinds[i] & (WRITE_WRITE | WRITE_READ);
        possible &= isAnti ? (kinds[i] & READ_WRITE) != 0 : others != 0;
        apart &= !isAnti || (anti >> (i + 1) % size & 1) == 0;
        onlyWrites &= (kinds[i] & WRITE_WRITE) != 0;
        reads |= (kinds[i] & WRITE_READ) != 0;
      }
      int antis = Integer.bitCount(anti);
      if (!possible) {
        continue;
      }
      if (antis == 0 && onlyWrites) {
        found.add(Guarantee.NO_WRITE_CYCLE);
      }
      if (antis == 0 && reads) {
        found.add(Guarantee.NO_CIRCULAR_INFORMATION);
      }
      if (antis == 1) {
        found.add(Guarantee.NO_READ_SKEW);
      }
      if (antis > 1 && apart) {
        found.add(Guarantee.NO_LONG_FORK);
      }
    }
  }
}
