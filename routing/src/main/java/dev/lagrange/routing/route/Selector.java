package dev.lagrange.routing.route;

import dev.lagrange.routing.cluster.NodeState;
import java.util.List;

/** Picks one of several nodes that may serve a read. Pure: load and chance are arguments. */
@FunctionalInterface
public interface Selector {

  /**
   * One of the candidates.
   *
   * @param candidates at least one
   * @param load what is under way on each node
   * @param chance a random number, or a counter for {@link #ROUND_ROBIN}
   */
  NodeState select(List<NodeState> candidates, NodeLoad load, int chance);

  /** How many statements are under way on a node. */
  @FunctionalInterface
  interface NodeLoad {
    /** The number of statements under way, 0 or more. */
    int outstanding(NodeState node);
  }

  /** Each in turn. */
  Selector ROUND_ROBIN =
      (candidates, load, chance) -> candidates.get(Math.floorMod(chance, candidates.size()));

  /**
   * Of two candidates drawn at random, the one with less under way, weighted by its latency
   * (Mitzenmacher, "The Power of Two Choices", 2001).
   */
  Selector LEAST_OUTSTANDING =
      (candidates, load, chance) -> {
        int size = candidates.size();
        if (size == 1) {
          return candidates.get(0);
        }
        int one = Math.floorMod(chance, size);
        int other = Math.floorMod(one + 1 + Math.floorMod(chance >>> 16, size - 1), size);
        NodeState a = candidates.get(one);
        NodeState b = candidates.get(other);
        return cost(a, load) <= cost(b, load) ? a : b;
      };

  private static double cost(NodeState node, NodeLoad load) {
    return (load.outstanding(node) + 1.0) * Math.max(1, node.latency().toNanos());
  }
}
