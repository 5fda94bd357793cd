package dev.lagrange.driver.connection;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.ReadPlan;
import dev.lagrange.control.cluster.ReadRouter;
import dev.lagrange.control.cluster.StrongPath;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.route.Reason;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * One read's way to a connection that may serve it, by its {@link ReadPlan}. Confined to one
 * execution.
 */
final class ReadPath {

  private final Cluster cluster;
  private final LeaseBook leases;
  private final ReadPlan plan;

  ReadPath(Cluster cluster, LeaseBook leases, Consistency consistency, SessionBinding binding) {
    this.cluster = cluster;
    this.leases = leases;
    this.plan = new ReadPlan(cluster, consistency, binding);
  }

  /** A connection to where the read goes, retained on the caller's behalf, and why there. */
  record Way(Lease lease, Role role, Reason reason) {}

  /** As {@link ReadPlan#isConfirmed}. */
  boolean isConfirmed(Way way) throws SQLException {
    return plan.isConfirmed(way.lease(), way.role());
  }

  /** Whether a strong read has been tried for as long as one may wait. */
  boolean isOverdue() {
    return plan.isOverdue();
  }

  /** What was asked for when the read arrived, if it is strong; else null. */
  StrongPath.@Nullable Index index() {
    return plan.index();
  }

  /** A node failed the read: it is not asked again. */
  void exclude(NodeId node, Reason why) {
    plan.exclude(node, why);
  }

  /** As {@link ReadPlan#askAnew}. */
  void askAnew() {
    plan.askAnew();
  }

  /** The next way to try. Blocks as {@link ReadPlan#choose} and {@link ReadPlan#accepts}. */
  Way next() throws SQLException {
    while (true) {
      ReadRouter.Choice choice = plan.choose();
      NodeState node = choice.node();
      Lease lease = node.role() == Role.PRIMARY ? leaseOnPrimary(node) : leaseOn(node);
      if (lease != null && isAccepted(choice, lease)) {
        return new Way(lease, node.role(), plan.reason(choice));
      }
    }
  }

  /** Whether the read may be served over this connection, which is given back if not. */
  private boolean isAccepted(ReadRouter.Choice choice, Lease lease) throws SQLException {
    boolean accepted = false;
    try {
      ReadPlan.Verdict verdict = plan.accepts(choice, lease);
      accepted = verdict == ReadPlan.Verdict.SERVES;
      if (verdict == ReadPlan.Verdict.BROKEN) {
        lease.broken();
      }
      return accepted;
    } finally {
      if (!accepted) {
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
      plan.askAnew();
      return null;
    }
  }

  private @Nullable Lease leaseOn(NodeState node) {
    try {
      return leases.on(node.id());
    } catch (SQLException e) {
      plan.exclude(node.id(), Reason.RERUN);
      return null;
    }
  }
}
