package dev.lagrange.routing.route;

import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The second half of a decision: which replicas are fresh enough, and if none is, which will be
 * first. Pure.
 */
public final class ReplicaChoice {

  private ReplicaChoice() {}

  /**
   * The live replicas that cover a floor and are not behind by more than a limit.
   *
   * @param floor what they must show; null if anything will do
   * @param maxLag the limit, and a replica whose lag was never measured is over it; null for none
   */
  public static List<NodeState> fresh(
      ClusterView view, @Nullable Position floor, @Nullable Duration maxLag) {
    List<NodeState> replicas = view.replicas();
    for (int i = 0; i < replicas.size(); i++) {
      if (!isFresh(replicas.get(i), floor, maxLag, view.history())) {
        return filter(view, floor, maxLag);
      }
    }
    return replicas;
  }

  private static List<NodeState> filter(
      ClusterView view, @Nullable Position floor, @Nullable Duration maxLag) {
    List<NodeState> fresh = new ArrayList<>(view.replicas().size());
    for (NodeState replica : view.replicas()) {
      if (isFresh(replica, floor, maxLag, view.history())) {
        fresh.add(replica);
      }
    }
    return fresh;
  }

  private static boolean isFresh(
      NodeState replica,
      @Nullable Position floor,
      @Nullable Duration maxLag,
      TimelineHistory history) {
    return isWithin(replica, maxLag) && covers(replica, floor, history);
  }

  /** Whether a node is known to show everything up to a floor; anything covers null. */
  public static boolean covers(NodeState node, @Nullable Position floor, TimelineHistory history) {
    if (floor == null) {
      return true;
    }
    Position position = node.position();
    return position != null && floor.coveredBy(position, history) == Coverage.COVERED;
  }

  /** The live replica with the least lag; null if there is none. */
  public static @Nullable NodeState freshest(ClusterView view) {
    NodeState best = null;
    for (NodeState replica : view.replicas()) {
      if (best == null || isFresher(replica.lag(), best.lag())) {
        best = replica;
      }
    }
    return best;
  }

  private static boolean isFresher(@Nullable Duration one, @Nullable Duration other) {
    return one != null && (other == null || one.compareTo(other) < 0);
  }

  private static boolean isWithin(NodeState replica, @Nullable Duration maxLag) {
    if (maxLag == null) {
      return true;
    }
    Duration lag = replica.lag();
    return lag != null && lag.compareTo(maxLag) <= 0;
  }

  /**
   * The replica expected to cover a floor first, if the rate at which it applies the log says that
   * it will within a wait; null if none will.
   */
  public static @Nullable NodeState expectedFirst(
      ClusterView view, Position floor, @Nullable Duration maxLag, Duration wait) {
    NodeState best = null;
    double bestSeconds = wait.toNanos() / 1e9;
    for (NodeState replica : view.replicas()) {
      double seconds = secondsUntil(replica, floor, view.history());
      if (seconds <= bestSeconds && isWithin(replica, maxLag)) {
        best = replica;
        bestSeconds = seconds;
      }
    }
    return best;
  }

  private static double secondsUntil(NodeState replica, Position floor, TimelineHistory history) {
    Position reached = replica.position();
    if (reached == null || floor.coveredBy(reached, history) != Coverage.BEHIND) {
      return Double.POSITIVE_INFINITY;
    }
    return replica.bytesPerSecond() > 0
        ? bytesBehind(floor, reached) / replica.bytesPerSecond()
        : Double.POSITIVE_INFINITY;
  }

  /** How many bytes of log a position is behind another; 0 where that cannot be said. */
  private static long bytesBehind(Position floor, Position reached) {
    if (floor instanceof PostgresPosition wanted && reached instanceof PostgresPosition shown) {
      return Math.max(0, wanted.lsn().bytesAfter(shown.lsn()));
    }
    return 0;
  }
}
