package dev.lagrange.verifier.check;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/**
 * The strongly connected components of some dependencies (Tarjan, SIAM J. Comput. 1972), with a
 * stack of its own, since chains are as long as histories. Used once, by one thread.
 */
final class Components {

  private final Dependencies graph;
  private final Predicate<Dependency> counts;
  private final int[] index;
  private final int[] low;
  private final int[] edge;
  private final int[] component;
  private final int[] path;
  private final int[] stack;
  private int depth;
  private int height;
  private int visited;
  private final List<List<Integer>> cyclic = new ArrayList<>();

  private Components(Dependencies graph, Predicate<Dependency> counts) {
    this.graph = graph;
    this.counts = counts;
    int size = graph.size();
    index = new int[size];
    low = new int[size];
    edge = new int[size];
    component = new int[size];
    path = new int[size];
    stack = new int[size];
    Arrays.fill(component, -1);
  }

  /** The components with more than one transaction, over the dependencies that count. */
  static List<List<Integer>> cyclic(Dependencies graph, Predicate<Dependency> counts) {
    Components components = new Components(graph, counts);
    for (int node = 0; node < graph.size(); node++) {
      if (components.index[node] == 0) {
        components.visit(node);
      }
    }
    return components.cyclic;
  }

  private void visit(int root) {
    enter(root);
    while (depth > 0) {
      int node = path[depth - 1];
      List<Dependency> out = graph.from(node);
      if (edge[node] < out.size()) {
        Dependency next = out.get(edge[node]++);
        if (!counts.test(next)) {
          continue;
        }
        if (index[next.to()] == 0) {
          enter(next.to());
        } else if (component[next.to()] < 0) {
          low[node] = Math.min(low[node], index[next.to()]);
        }
        continue;
      }
      leave(node);
    }
  }

  private void enter(int node) {
    visited++;
    index[node] = visited;
    low[node] = visited;
    path[depth++] = node;
    stack[height++] = node;
  }

  private void leave(int node) {
    depth--;
    if (depth > 0) {
      int parent = path[depth - 1];
      low[parent] = Math.min(low[parent], low[node]);
    }
    if (low[node] != index[node]) {
      return;
    }
    List<Integer> members = new ArrayList<>();
    int member;
    do {
      member = stack[--height];
      component[member] = node;
      members.add(member);
    } while (member != node);
    if (members.size() > 1) {
      cyclic.add(members);
    }
  }
}
