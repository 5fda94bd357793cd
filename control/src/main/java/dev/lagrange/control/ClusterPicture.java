package dev.lagrange.control;

import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.SampleRing;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import dev.lagrange.routing.position.TimelineHistory;
import dev.lagrange.routing.token.ClusterId;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes one picture of what the nodes say: roles, who the primary is, lag, rates. Thread-safe; each
 * observation replaces the published view as a whole.
 */
final class ClusterPicture implements NodeWatch.Observer {

  private static final Logger log = LoggerFactory.getLogger(ClusterPicture.class);

  private final Map<NodeId, NodeState> nodes = new LinkedHashMap<>();
  private final Map<NodeId, ApplyRate> rates = new LinkedHashMap<>();
  private final SampleRing samples = new SampleRing();
  private final ClockGuard clocks;
  private final Ticker ticker;
  private final RoutingListener listener;
  private final ReentrantLock lock = new ReentrantLock();

  private @Nullable ClusterId cluster;
  private @Nullable Claim claim;
  private Set<NodeId> resting = Set.of();
  private Runnable onPrimaryLost = () -> {};
  private int reign;
  private boolean settled;
  private TimelineHistory history = TimelineHistory.UNKNOWN;
  private volatile @Nullable Position newestKnown;
  private long newestAskedAt;
  private @Nullable ServerRun sampledRun;
  private @Nullable Position sampledLast;
  private volatile ClusterView view;
  private CompletableFuture<NodeState> nextPrimary = new CompletableFuture<>();

  ClusterPicture(List<NodeId> ids, Ticker ticker, RoutingListener listener) {
    ids.forEach(this::admit);
    this.ticker = ticker;
    this.clocks = new ClockGuard(ticker);
    this.listener = listener;
    this.view = new ClusterView(null, List.copyOf(nodes.values()), null, history);
  }

  private void admit(NodeId id) {
    nodes.put(id, NodeState.unknown(id));
    rates.put(id, new ApplyRate());
  }

  /** One more node, of which nothing is known yet. */
  void join(NodeId id) {
    lock.lock();
    try {
      admit(id);
      publish();
    } finally {
      lock.unlock();
    }
  }

  /** Forgets a node: what is still heard of it does not count. */
  void leave(NodeId id) {
    lock.lock();
    try {
      nodes.remove(id);
      rates.remove(id);
      publish();
      tell(() -> listener.nodeLeft(id));
    } finally {
      lock.unlock();
    }
  }

  /** Whether somebody who names a leader and a timeline has not heard of the present primary. */
  boolean isOutdated(@Nullable NodeId leader, int timeline) {
    lock.lock();
    try {
      NodeState primary = view.primary();
      return timeline < reign && (primary == null || !primary.id().equals(leader));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Takes what an authority says.
   *
   * @param now who the primary is; null keeps what it said last
   * @param unread the nodes that are to serve no reads
   */
  void told(@Nullable Claim now, Set<NodeId> unread) {
    lock.lock();
    try {
      claim = now == null ? claim : now;
      resting = Set.copyOf(unread);
      publish();
    } finally {
      lock.unlock();
    }
  }

  /** Has something run, under the lock, whenever there is no primary any more. */
  void onPrimaryLost(Runnable action) {
    lock.lock();
    try {
      onPrimaryLost = action;
    } finally {
      lock.unlock();
    }
  }

  ClusterView view() {
    return view;
  }

  SampleRing samples() {
    return samples;
  }

  @Nullable Position newestKnown() {
    return newestKnown;
  }

  /** The next primary to appear; done already if there is one. */
  CompletableFuture<NodeState> nextPrimary() {
    lock.lock();
    try {
      NodeState primary = view.primary();
      return primary != null ? CompletableFuture.completedFuture(primary) : nextPrimary;
    } finally {
      lock.unlock();
    }
  }

  /** Every node was heard once: from now on, who is adopted as the primary deposes the older. */
  void settled() {
    lock.lock();
    try {
      settled = true;
      publish();
    } finally {
      lock.unlock();
    }
  }

  @Override
  public void observed(Observation observation) {
    lock.lock();
    try {
      NodeState before = nodes.get(observation.node());
      if (before == null) {
        return; // it left meanwhile
      }
      Reading reading = observation.reading();
      ServerRun run = observation.stamp().run();
      if (run != null && !belongs(run.cluster())) {
        log.warn(
            "node={} holds another cluster's data ({}): not used",
            observation.node(),
            run.cluster());
        eject(observation.node());
        return;
      }
      if (reading.fork() != null) {
        learn(before, run, reading.fork());
      }
      NodeState now = state(observation, before);
      if (!before.live() && isKnownByAnotherName(now)) {
        if (!Objects.equals(now.run(), before.run())) {
          log.info("node={} is the server of another node that is in use: passed over", now.id());
        }
        nodes.put(now.id(), now.ejected());
        publish();
        return;
      }
      nodes.put(now.id(), now);
      publish();
      if (now.equals(view.primary())) {
        sampled(observation);
      }
      if (!before.live() || before.role() != now.role()) {
        log.info("node={} role={} live=true", now.id(), now.role());
        tell(() -> listener.nodeChanged(now));
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * The URL may know a node by another address than its failover manager does. One of the two will
   * do, and it is the one in use; two would look like two primaries.
   */
  private boolean isKnownByAnotherName(NodeState node) {
    return nodes.values().stream()
        .anyMatch(
            other -> !other.id().equals(node.id()) && other.live() && other.isSameServer(node));
  }

  private boolean belongs(ClusterId to) {
    if (cluster == null) {
      cluster = to;
    }
    return to.equals(cluster);
  }

  private void learn(NodeState before, @Nullable ServerRun run, Reading.Fork fork) {
    int parent = fork.parent() > 0 ? fork.parent() : parent(before, run, fork.child());
    if (parent == 0) {
      return;
    }
    try {
      history = history.with(fork.child(), parent, fork.switchPoint());
    } catch (IllegalArgumentException e) {
      log.error(
          "node={} contradicts what is known of the timelines: {}", before.id(), e.getMessage());
    }
  }

  /**
   * A server that was promoted while nobody could watch: one that was a replica on the timeline
   * before, in the same run, can have come to its own from nowhere else, since a promotion always
   * begins a timeline greater than that which was followed. 0 if that is not how it was.
   */
  private static int parent(NodeState before, @Nullable ServerRun run, int child) {
    boolean was =
        before.role() == Role.REPLICA
            && run != null
            && run.equals(before.run())
            && before.position() instanceof PostgresPosition at
            && at.timeline() == child - 1;
    return was ? child - 1 : 0;
  }

  private NodeState state(Observation observation, NodeState before) {
    Reading reading = observation.reading();
    Position position = reading.position();
    Duration lag = before.lag();
    double rate = 0;
    if (reading.role() == Role.REPLICA && position != null) {
      lag = lag(position, before, observation.requestedAt());
      if (position instanceof PostgresPosition at) {
        ApplyRate estimate = Objects.requireNonNull(rates.get(observation.node()));
        rate = estimate.observe(at, observation.requestedAt(), newestKnown, history);
      }
    }
    return new NodeState(
        observation.node(),
        reading.role(),
        true,
        observation.stamp().run(),
        position,
        reading.logged(),
        observation.requestedAt(),
        reading.role() == Role.PRIMARY ? Duration.ZERO : lag,
        rate,
        Duration.ofNanos(observation.tookNanos()));
  }

  /** While no primary is known, the lag is frozen: nobody can say how it grows. */
  private @Nullable Duration lag(Position position, NodeState before, long now) {
    if (view.primary() == null) {
      return before.lag();
    }
    Duration measured = samples.lag(position, history, ticker.read());
    if (measured == null && before.lag() != null) {
      return before.lag().plusNanos(Math.max(0, now - before.probedAt()));
    }
    return measured;
  }

  /** See {@link ClusterMonitor#learns}. */
  boolean learns(Observation observation) {
    lock.lock();
    try {
      ServerRun run = observation.stamp().run();
      NodeState primary = view.primary();
      Position position = observation.reading().position();
      if (primary == null
          || run == null
          || position == null
          || !primary.id().equals(observation.node())
          || !run.equals(primary.run())
          || !run.equals(sampledRun)) {
        return false;
      }
      know(position, observation.requestedAt(), true);
      return true;
    } finally {
      lock.unlock();
    }
  }

  /**
   * A question that was asked later covers all that was acknowledged before, be its answer a lower
   * position (see {@code AcknowledgedPosition}); one that was asked earlier only if it is a higher.
   */
  private void know(Position position, long requestedAt, boolean sameRun) {
    Position known = newestKnown;
    boolean later = known == null || !sameRun || requestedAt - newestAskedAt > 0;
    if (known == null || later || known.coveredBy(position, history) == Coverage.COVERED) {
      newestKnown = position;
    }
    newestAskedAt = later ? requestedAt : newestAskedAt;
  }

  private void sampled(Observation observation) {
    Position position = Objects.requireNonNull(observation.reading().position());
    Position before = sampledLast;
    ServerRun run = observation.stamp().run();
    boolean sameRun = run != null && run.equals(sampledRun);
    sampledRun = run;
    sampledLast = position;
    if (before != null && before.coveredBy(position, history) != Coverage.COVERED) {
      // Another history: positions of the old one do not bound what a replica of it may miss.
      samples.clear();
    }
    if (clocks.diverged()) {
      log.warn("wall clock and monotonic clock diverged: staleness is measured anew");
      samples.clear();
    }
    samples.add(observation.requestedAt(), position);
    know(position, observation.requestedAt(), sameRun);
  }

  @Override
  public void failed(NodeId node, SQLException cause) {
    lock.lock();
    try {
      NodeState before = nodes.get(node);
      if (before == null) {
        return;
      }
      if (before.live()) {
        log.warn("node={} live=false cause={}", node, cause.getMessage());
      }
      eject(node);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public boolean isShown(Position position, Observation observation) {
    Position shown = observation.reading().position();
    return observation.reading().role() == Role.REPLICA
        && shown != null
        && position.coveredBy(shown, view.history()) == Coverage.COVERED;
  }

  private void eject(NodeId id) {
    NodeState before = Objects.requireNonNull(nodes.get(id));
    if (!before.live()) {
      return;
    }
    NodeState gone = before.ejected();
    nodes.put(id, gone);
    publish();
    tell(() -> listener.nodeChanged(gone));
  }

  /** A listener that throws must not make a node look dead. */
  private static void tell(Runnable event) {
    try {
      event.run();
    } catch (RuntimeException e) {
      log.error("a RoutingListener threw, which none may", e);
    }
  }

  private void publish() {
    NodeState before = view.primary();
    List<NodeState> all = new ArrayList<>(nodes.values());
    NodeId primary = Succession.primary(all, history, reign, claim);
    view = new ClusterView(cluster, all, primary, history, resting);
    NodeState now = view.primary();
    if (now != null && now.position() instanceof PostgresPosition at) {
      reign = settled ? Math.max(reign, at.timeline()) : 0;
    }
    if (now != null && !nextPrimary.isDone()) {
      nextPrimary.complete(now);
    }
    if (now == null && nextPrimary.isDone()) {
      nextPrimary = new CompletableFuture<>();
    }
    if (!Objects.equals(before == null ? null : before.id(), primary)) {
      log.info("primary={}", primary);
      tell(() -> listener.primaryChanged(primary));
      if (primary == null) {
        onPrimaryLost.run();
      }
    }
  }
}
