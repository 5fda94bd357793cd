package dev.lagrange.routing.cluster;

import dev.lagrange.routing.position.TimelineHistory;
import dev.lagrange.routing.token.ClusterId;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is known of a cluster at one moment. Immutable; replaced as a whole. */
public final class ClusterView {

  private final @Nullable ClusterId cluster;
  private final List<NodeState> nodes;
  private final List<NodeState> replicas;
  private final @Nullable NodeState primary;
  private final TimelineHistory history;
  private final ClusterView readable;

  /**
   * A view.
   *
   * @param cluster whose data the nodes hold; null until one has answered
   * @param nodes all nodes, in the order of the URL, then those that joined later
   * @param primary the live node that takes writes; null while there is none or more than one
   * @param history the forks between timelines, as far as known
   */
  public ClusterView(
      @Nullable ClusterId cluster,
      List<NodeState> nodes,
      @Nullable NodeId primary,
      TimelineHistory history) {
    this(cluster, nodes, primary, history, Set.of());
  }

  /**
   * The same, where some nodes are to serve no reads as replicas.
   *
   * @param resting those nodes; they count as replicas all the same
   */
  public ClusterView(
      @Nullable ClusterId cluster,
      List<NodeState> nodes,
      @Nullable NodeId primary,
      TimelineHistory history,
      Set<NodeId> resting) {
    this.cluster = cluster;
    this.nodes = List.copyOf(nodes);
    this.replicas = this.nodes.stream().filter(NodeState::isLiveReplica).toList();
    this.primary =
        this.nodes.stream().filter(node -> node.id().equals(primary)).findFirst().orElse(null);
    this.history = history;
    this.readable = resting.isEmpty() ? this : without(resting);
  }

  /** Whose data the nodes hold; empty until one has answered. */
  public Optional<ClusterId> cluster() {
    return Optional.ofNullable(cluster);
  }

  /** All nodes, in the order of the URL, then those that joined later. */
  public List<NodeState> nodes() {
    return nodes;
  }

  /** The live replicas. */
  public List<NodeState> replicas() {
    return replicas;
  }

  /** The live node that takes writes; null while there is none, or more than one. */
  public @Nullable NodeState primary() {
    return primary;
  }

  /** The forks between timelines, as far as known. */
  public TimelineHistory history() {
    return history;
  }

  /** The same without some of the replicas, and without those that are to serve no reads. */
  public ClusterView withoutReplicas(Collection<NodeId> excluded) {
    return excluded.isEmpty() ? readable : readable.without(excluded);
  }

  private ClusterView without(Collection<NodeId> excluded) {
    List<NodeState> others =
        nodes.stream()
            .filter(node -> node.equals(primary) || !excluded.contains(node.id()))
            .toList();
    return new ClusterView(cluster, others, primary == null ? null : primary.id(), history);
  }

  /** A node by its name; one of which nothing is known if the cluster has none of that name now. */
  public NodeState node(NodeId id) {
    for (NodeState node : nodes) {
      if (node.id().equals(id)) {
        return node;
      }
    }
    return NodeState.unknown(id);
  }
}
