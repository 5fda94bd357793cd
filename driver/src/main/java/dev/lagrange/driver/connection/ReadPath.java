package dev.lagrange.driver.connection;

import dev.lagrange.control.Observation;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.PrimaryProof;
import dev.lagrange.control.cluster.ReadRouter;
import dev.lagrange.control.cluster.StrongPath;
import dev.lagrange.control.session.Floor;
import dev.lagrange.control.session.LastRead;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One read's way to a connection that may serve it: its floor, a replica that covers it, a physical
 * connection for which that is proved. Confined to one execution.
 */
final class ReadPath {

  private final Cluster cluster;
  private final LeaseBook leases;
  private final Consistency consistency;
  private final SessionBinding binding;
  private final long begunAt;
  private List<NodeId> excluded = List.of();
  private long arrivedAt;
  private StrongPath.@Nullable Index index;
  private boolean standsIn;
  private boolean askedAnew;
  private Floor floor;
  private @Nullable LastRead last;
  private @Nullable Reason handicap;

  ReadPath(Cluster cluster, LeaseBook leases, Consistency consistency, SessionBinding binding)
      throws SQLException {
    this.cluster = cluster;
    this.leases = leases;
    this.consistency = consistency;
    this.binding = binding;
    this.floor = floorNow();
    this.begunAt = arrivedAt;
    this.last = isMonotoneByItself() ? null : binding.trail().last();
  }

  private Floor floorNow() throws SQLException {
    long now = cluster.ticker().read();
    this.arrivedAt = now;
    Floor asked = isStrong() ? strongFloor(now) : sessionFloor(now);
    this.standsIn = asked.reason() == Reason.STAND_IN;
    return consistency.level() == ConsistencyLevel.WEAK ? asked : asked.join(binding.carried());
  }

  private boolean isStrong() {
    return consistency.level() == ConsistencyLevel.STRONG;
  }

  private Floor sessionFloor(long now) throws SQLException {
    return cluster.floors().of(consistency, binding.scope(), binding.session(), now);
  }

  /** What was acknowledged to anybody, and what was to this session without being strong. */
  private Floor strongFloor(long now) throws SQLException {
    StrongPath.Index sampled = cluster.strongPath().indexAfter(now);
    index = sampled;
    Position own = cluster.floors().ofSession(binding.session());
    return new Floor(sampled.position(), Reason.ACKNOWLEDGED).join(own);
  }

  /**
   * Whether what was read is as good as acknowledged, so that no later strong read misses it; else
   * it is not to be shown to anybody. Blocks as {@link StrongPath#confirms}.
   */
  boolean isConfirmed(Way way) throws SQLException {
    StrongPath.Index sampled = index;
    return sampled == null
        || way.role() == Role.PRIMARY
        || cluster.strongPath().confirms(sampled, way.lease(), cluster.ticker().read());
  }

  /** Whether a strong read has been tried for as long as one may wait. */
  boolean isOverdue() {
    return cluster.ticker().read() - begunAt >= cluster.strongPath().limit().toNanos();
  }

  /** What was asked for when the read arrived, if it is strong; else null. */
  StrongPath.@Nullable Index index() {
    return index;
  }

  /** A floor sampled after the read arrived covers whatever any replica has shown before it. */
  private boolean isMonotoneByItself() {
    return switch (consistency.level()) {
      case WEAK -> true;
      case BOUNDED -> false;
      case EVENTUAL -> binding.scope() == SessionScope.CLUSTER && !standsIn;
      case STRONG -> cluster.strongPath().mode() == StrongReads.INDEX;
    };
  }

  /** A connection to where the read goes, retained on the caller's behalf, and why there. */
  record Way(Lease lease, Role role, Reason reason) {}

  /** A node failed the read: it is not asked again. */
  void exclude(NodeId node, Reason why) {
    if (excluded.isEmpty()) {
      excluded = new ArrayList<>(2);
    }
    excluded.add(node);
    handicap = why;
  }

  /** The next way to try. Blocks as {@link ReadRouter#choose}. */
  Way next() throws SQLException {
    while (true) {
      ReadRouter.Choice choice = choose();
      NodeState node = choice.node();
      if (node.role() == Role.PRIMARY) {
        Lease lease = leaseOnPrimary(node);
        if (lease == null || !isCertified(lease)) {
          askAnew();
          continue;
        }
        Reason reason = handicap == null ? choice.reason() : handicap;
        return new Way(lease, Role.PRIMARY, reason);
      }
      Lease lease = leaseOn(node);
      if (lease == null) {
        continue;
      }
      if (choice.reason() == Reason.STALE_ALLOWED || mayServe(lease, node)) {
        Reason reason = handicap == Reason.RERUN ? Reason.RERUN : choice.reason();
        return new Way(lease, Role.REPLICA, reason);
      }
    }
  }

  private ReadRouter.Choice choose() throws SQLException {
    NodeId sticky = last == null ? null : last.node();
    try {
      return cluster.router().choose(consistency, floor, sticky, excluded);
    } catch (ReplicaLagException e) {
      if (askedAnew || cluster.monitor().view().primary() != null) {
        throw e;
      }
      askAnew();
      return choose();
    }
  }

  /** Without the primary that was asked, the floor may be one that nobody reaches any more. */
  void askAnew() throws SQLException {
    askedAnew = true;
    floor = floorNow();
    last = isMonotoneByItself() ? null : binding.trail().last();
  }

  /** Whether a replica may serve the read over this connection, which is given back if not. */
  private boolean mayServe(Lease lease, NodeState node) throws SQLException {
    boolean may = false;
    try {
      may = isMonotoneOn(lease) && isProved(lease, node);
      return may;
    } finally {
      if (!may) {
        leases.release(lease);
      }
    }
  }

  /** Null if the primary dies: whoever replaces it is as good, and so is a late replica. */
  private @Nullable Lease leaseOnPrimary(NodeState primary) throws SQLException {
    try {
      return leases.on(primary.id());
    } catch (SQLException e) {
      if (cluster.monitor().view().node(primary.id()).live()) {
        throw e;
      }
      return null;
    }
  }

  /** Whether the primary shows what a replica may have shown; else the lease is given back. */
  private boolean isCertified(Lease lease) throws SQLException {
    boolean certified = false;
    try {
      certified = consistency.level() == ConsistencyLevel.WEAK || shownThere(lease);
      if (!certified) {
        // it leads to who rules no more, or to an earlier run of the server
        lease.broken();
      }
      return certified;
    } finally {
      if (!certified) {
        leases.release(lease);
      }
    }
  }

  private boolean shownThere(Lease lease) throws SQLException {
    PrimaryProof certificate = cluster.proofs().certificate();
    if (isMonotoneByItself() || isStrong()) {
      return certificate.holdsWhileThereIsOne(lease, arrivedAt);
    }
    LastRead before = binding.trail().last();
    return before == null
        || before.isFrom(lease)
        || certificate.holdsWhileThereIsOne(lease, before.endedAt());
  }

  private @Nullable Lease leaseOn(NodeState node) {
    try {
      return leases.on(node.id());
    } catch (SQLException e) {
      exclude(node.id(), Reason.RERUN);
      return null;
    }
  }

  /** Raises the floor to what the last read may have shown, unless this connection shows it too. */
  private boolean isMonotoneOn(Lease lease) throws SQLException {
    LastRead before = last;
    if (before == null || before.isContinuedOn(lease)) {
      return true;
    }
    Position bound = cluster.floors().boundOf(before);
    Floor raised = bound != null ? floor.join(bound) : cluster.floors().standInFor(floor);
    if (raised == null) {
      exclude(lease.node(), Reason.UNPROVEN);
      return false;
    }
    last = null;
    floor = raised;
    return false;
  }

  /** Whether this connection's own server is known to cover the floor. */
  private boolean isProved(Lease lease, NodeState node) throws SQLException {
    Position position = floor.position();
    if (position == null) {
      return true;
    }
    ServerRun run = lease.stamp().run();
    long openedAt = lease.openedAt();
    if (run != null && run.equals(node.run()) && node.probedAt() - openedAt > 0) {
      return true;
    }
    if (run != null) {
      Observation since = cluster.samples().nodeAfter(node.id(), openedAt);
      if (since != null && run.equals(since.stamp().run()) && covers(since, position)) {
        return true;
      }
    }
    exclude(node.id(), Reason.UNPROVEN);
    return false;
  }

  private boolean covers(Observation node, Position position) {
    Position shown = node.reading().position();
    return shown != null
        && position.coveredBy(shown, cluster.monitor().view().history()) == Coverage.COVERED;
  }
}
