package dev.lagrange.control.cluster;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.Ticker;
import dev.lagrange.control.session.Floor;
import dev.lagrange.control.session.Samples;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.Fallback;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.SelectorName;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.ReplicaChoice;
import dev.lagrange.routing.route.Selector;
import dev.lagrange.routing.spelling.Durations;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Finds the node for a read that a replica may serve: a replica that covers its floor, after a wait
 * if need be, or what {@code fallback} allows. Thread-safe.
 */
public final class ReadRouter {

  /** While neither a primary nor a fresh replica is there, how often to look again. */
  private static final long POLL_NANOS = Duration.ofMillis(5).toNanos();

  /** What is known of a replica may be so old before a read that falls back has it asked again. */
  private static final long REFRESH_NANOS = Duration.ofMillis(10).toNanos();

  /** A node, and why it. */
  public record Choice(NodeState node, Reason reason) {}

  private final ClusterMonitor monitor;
  private final Samples samples;
  private final Ticker ticker;
  private final RoutingListener listener;
  private final Selector selector;
  private final IntSupplier chance;
  private final Selector.NodeLoad load;
  private final Duration replicaWait;
  private final Duration maxLag;
  private final Duration failoverTimeout;
  private final Fallback fallback;

  ReadRouter(
      ClusterMonitor monitor,
      Samples samples,
      Ticker ticker,
      RoutingListener listener,
      Options options,
      Selector.NodeLoad load) {
    this.monitor = monitor;
    this.samples = samples;
    this.ticker = ticker;
    this.listener = listener;
    boolean inTurn = options.get(OptionTable.SELECTOR) == SelectorName.ROUND_ROBIN;
    this.selector = inTurn ? Selector.ROUND_ROBIN : Selector.LEAST_OUTSTANDING;
    this.chance =
        inTurn ? new AtomicInteger()::getAndIncrement : () -> ThreadLocalRandom.current().nextInt();
    this.load = load;
    this.replicaWait = options.get(OptionTable.REPLICA_WAIT);
    this.maxLag = options.get(OptionTable.MAX_LAG);
    this.failoverTimeout = options.get(OptionTable.FAILOVER_TIMEOUT);
    this.fallback = options.get(OptionTable.FALLBACK);
  }

  /**
   * The node for a read. Blocks up to {@code replicaWait}, and up to {@code failoverTimeout} while
   * there is neither a primary nor a fresh replica.
   *
   * @param sticky where the session read last, preferred if it may serve; null for no preference
   * @param excluded nodes that failed this read already
   * @throws SQLException LG001 if no node may serve it, 08001 if none is there
   */
  public Choice choose(
      Consistency consistency, Floor floor, @Nullable NodeId sticky, List<NodeId> excluded)
      throws SQLException {
    Choice fresh = freshNow(consistency, floor, sticky, excluded);
    if (fresh != null) {
      return fresh;
    }
    Choice waited = afterWait(consistency, floor, excluded);
    if (waited != null) {
      return waited;
    }
    Choice other = freshNow(consistency, floor, sticky, excluded);
    return other != null ? other : fallBack(consistency, floor, excluded);
  }

  /** A replica that is fresh enough as things stand; null if there is none. Does not block. */
  public @Nullable Choice freshNow(
      Consistency consistency, Floor floor, @Nullable NodeId sticky, List<NodeId> excluded) {
    if (floor.isUnattainable()) {
      return null;
    }
    ClusterView view = monitor.view().withoutReplicas(excluded);
    List<NodeState> fresh = ReplicaChoice.fresh(view, floor.position(), limit(consistency));
    if (fresh.isEmpty()) {
      return null;
    }
    return new Choice(pick(fresh, sticky), floor.reason());
  }

  private NodeState pick(List<NodeState> fresh, @Nullable NodeId sticky) {
    if (sticky != null) {
      for (NodeState node : fresh) {
        if (node.id().equals(sticky)) {
          return node;
        }
      }
    }
    return selector.select(fresh, load, chance.getAsInt());
  }

  private @Nullable Duration limit(Consistency consistency) {
    return consistency.level() == ConsistencyLevel.BOUNDED ? null : maxLag;
  }

  private @Nullable Choice afterWait(Consistency consistency, Floor floor, List<NodeId> excluded)
      throws SQLException {
    Position position = floor.position();
    if (position == null || replicaWait.isZero()) {
      return null;
    }
    ClusterView view = monitor.view().withoutReplicas(excluded);
    NodeState expected =
        ReplicaChoice.expectedFirst(view, position, limit(consistency), replicaWait);
    if (expected == null) {
      return null;
    }
    long started = ticker.read();
    NodeState caughtUp = awaitCover(expected.id(), position);
    listener.waited(expected.id(), ticker.read() - started);
    if (caughtUp == null) {
      return null;
    }
    return new Choice(
        caughtUp, floor.reason() == Reason.STAND_IN ? Reason.STAND_IN : Reason.WAITED);
  }

  private @Nullable NodeState awaitCover(NodeId node, Position position) throws SQLException {
    if (samples.reached(node, position, replicaWait) == null) {
      return null;
    }
    ClusterView view = monitor.view();
    NodeState state = view.node(node);
    boolean mayServe =
        state.isLiveReplica() && ReplicaChoice.covers(state, position, view.history());
    return mayServe ? state : null;
  }

  private Choice fallBack(Consistency consistency, Floor floor, List<NodeId> excluded)
      throws SQLException {
    ClusterView view = monitor.view();
    refresh(view);
    Reason reason = reasonToFallBack(view, floor);
    boolean strong = consistency.level() == ConsistencyLevel.STRONG;
    if (view.replicas().isEmpty() || fallback == Fallback.PRIMARY || strong) {
      return primaryOrLateReplica(consistency, floor, excluded, reason);
    }
    if (fallback == Fallback.STALE) {
      NodeState freshest = ReplicaChoice.freshest(view.withoutReplicas(excluded));
      return freshest != null
          ? new Choice(freshest, Reason.STALE_ALLOWED)
          : primaryOrLateReplica(consistency, floor, excluded, reason);
    }
    throw notFresh(consistency, view, reason);
  }

  /** By the next read a replica may have caught up: sooner than by its next regular probe. */
  private void refresh(ClusterView view) {
    long now = ticker.read();
    for (NodeState replica : view.replicas()) {
      if (now - replica.probedAt() > REFRESH_NANOS) {
        samples.prefetchNodeAfter(replica.id(), now);
      }
    }
  }

  private static Reason reasonToFallBack(ClusterView view, Floor floor) {
    if (view.replicas().isEmpty()) {
      return Reason.NO_REPLICA_LIVE;
    }
    if (floor.isUnattainable()) {
      return Reason.BOUND_NOT_PROVABLE;
    }
    return ReplicaChoice.fresh(view, floor.position(), null).isEmpty()
        ? Reason.NO_REPLICA_FRESH
        : Reason.LAG_OVER_LIMIT;
  }

  /** While there is no primary to fall back to, a replica that catches up late is as good. */
  private Choice primaryOrLateReplica(
      Consistency consistency, Floor floor, List<NodeId> excluded, Reason reason)
      throws SQLException {
    long deadline = ticker.read() + failoverTimeout.toNanos();
    do {
      NodeState primary = monitor.view().primary();
      if (primary != null) {
        listener.fellBack(reason);
        return new Choice(primary, reason);
      }
      Choice late = freshNow(consistency, floor, null, excluded);
      if (late != null) {
        return late;
      }
      LockSupport.parkNanos(POLL_NANOS);
    } while (deadline - ticker.read() > 0 && !Thread.currentThread().isInterrupted());
    if (monitor.view().replicas().isEmpty()) {
      return new Choice(monitor.awaitPrimary(Duration.ZERO), reason);
    }
    throw notFresh(consistency, monitor.view(), reason);
  }

  private ReplicaLagException notFresh(Consistency consistency, ClusterView view, Reason reason) {
    NodeState best = ReplicaChoice.freshest(view);
    Duration lag = best == null ? null : best.lag();
    return new ReplicaLagException(
        "No node of cluster "
            + view.nodes().stream().map(NodeState::id).toList()
            + " may serve a read at "
            + consistency
            + ": "
            + reason.sentence()
            + (best == null
                ? ""
                : " (best: "
                    + best.id()
                    + (lag == null ? ", lag unknown" : ", behind by up to " + lag.toMillis() + "ms")
                    + ")")
            + "; raise replicaWait="
            + Durations.print(replicaWait)
            + ", or allow fallback=primary where a primary is alive");
  }
}
