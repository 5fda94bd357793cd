package dev.lagrange.control.session;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.LastRead;
import dev.lagrange.control.Observation;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.error.ReplicaLagException;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.StandIn;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import java.sql.SQLException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The floor of a read: what its level and its session ask of the replica that serves it.
 * Thread-safe.
 */
public final class Floors {

  private final ClusterMonitor monitor;
  private final Samples samples;
  private final boolean mayStandIn;
  private final Losses losses;

  /** Floors by what a monitor knows. */
  public Floors(
      ClusterMonitor monitor, Samples samples, Options options, RoutingListener listener) {
    this.monitor = monitor;
    this.samples = samples;
    this.mayStandIn = options.get(OptionTable.STAND_IN) == StandIn.SERVE;
    this.losses = new Losses(monitor, samples, listener);
  }

  /**
   * What a read asks for. Blocks for one probe of the primary where the scope or an unsampled write
   * needs it.
   *
   * @param consistency its level; not strong
   * @param scope whose writes count
   * @param session what was written and seen in that scope
   * @param arrivedAt when the read arrived, in nanoseconds of the ticker
   * @throws SQLException LG002, once, if the session's last write may be lost; LG001 if the primary
   *     cannot be asked and nothing may stand in for it
   */
  public Floor of(Consistency consistency, SessionScope scope, Session session, long arrivedAt)
      throws SQLException {
    return switch (consistency.level()) {
      case WEAK -> Floor.NONE;
      case EVENTUAL, STRONG ->
          scope == SessionScope.CLUSTER
              ? ofCluster(session, arrivedAt)
              : new Floor(ofSession(session, arrivedAt), Reason.COVERS_FLOOR);
      case BOUNDED -> ofBound(consistency, session, arrivedAt);
    };
  }

  private Floor ofCluster(Session session, long arrivedAt) throws SQLException {
    Observation primary = samples.primaryAfter(arrivedAt);
    if (primary != null) {
      WriteMark mark = session.unsampled();
      // Another thread may have written since the primary was asked.
      if (mark != null && primary.requestedAt() - mark.at() > 0) {
        losses.settle(session, mark, primary);
      }
      losses.check(session, primary.stamp().run(), shown(primary));
      return new Floor(shown(primary), Reason.COVERS_FLOOR);
    }
    if (!mayStandIn) {
      throw new ReplicaLagException(
          "No primary can be asked for its position, and standIn=error allows nothing in its place;"
              + " retry once there is a primary, or set standIn=serve");
    }
    Position own = ofSession(session, arrivedAt);
    Position newest = monitor.newestKnown();
    // What was seen of the primary beyond anything that a live node has received is nobody's to
    // wait for; the session's own writes are another matter, and were judged above.
    Position stand = newest != null && losses.isWithinReach(newest) ? newest : own;
    return new Floor(stand, Reason.STAND_IN);
  }

  private Floor ofBound(Consistency consistency, Session session, long arrivedAt)
      throws SQLException {
    Position own = ofSession(session, arrivedAt);
    long since = arrivedAt - consistency.staleness().toNanos();
    Position bound = monitor.samples().oldestSince(since);
    if (bound == null) {
      Observation primary = samples.primaryAfter(since);
      if (primary == null) {
        return Floor.UNATTAINABLE;
      }
      bound = shown(primary);
    }
    return new Floor(bound, Reason.WITHIN_BOUND).join(own);
  }

  /**
   * What the session itself has written and seen. Blocks for one probe of the primary where a write
   * is unsampled, or can be lost in a crash.
   *
   * @param arrivedAt when somebody began to ask for it, in nanoseconds of the ticker
   * @throws SQLException LG002, once, if a write may be lost
   */
  public @Nullable Position ofSession(Session session, long arrivedAt) throws SQLException {
    WriteMark mark = session.unsampled();
    if (mark != null) {
      boolean covered = mark.covering() != null && arrivedAt - mark.at() > 0;
      Observation primary = samples.primaryAfter(covered ? arrivedAt : mark.at());
      if (primary != null) {
        losses.settle(session, mark, primary);
      } else if (mark.covering() == null) {
        losses.abandon(session, mark);
      }
    }
    NodeState primary = monitor.view().primary();
    if (primary != null) {
      losses.check(session, primary.run(), primary.position());
    } else {
      losses.checkReach(session);
    }
    return session.position();
  }

  /**
   * What a session's last read may have shown at most; null if nobody can say any more. Blocks for
   * one probe.
   */
  public @Nullable Position boundOf(LastRead last) throws SQLException {
    Observation there = samples.nodeAfter(last.node(), last.endedAt());
    if (there != null && there.isUnbroken(last.run(), last.startedAt())) {
      return there.reading().shownAtMost();
    }
    Observation primary = samples.primaryAfter(last.endedAt());
    if (primary != null) {
      return shown(primary);
    }
    Position since = monitor.samples().oldestSince(last.endedAt());
    return since != null && losses.isWithinReach(since) ? since : null;
  }

  /**
   * What stands in for the bound of a read that nobody can say any more, since its node and the
   * primary are gone; null if it stays unknown. As for floors, the newest position that this
   * process knows, unless no live node has it: then there is nothing to wait for.
   */
  public @Nullable Floor standInFor(Floor floor) throws SQLException {
    if (!mayStandIn || monitor.view().primary() != null) {
      return null;
    }
    Position newest = monitor.newestKnown();
    Floor stand = new Floor(floor.position(), Reason.STAND_IN);
    return newest != null && losses.isWithinReach(newest) ? stand.join(newest) : stand;
  }

  private static Position shown(Observation primary) {
    return Objects.requireNonNull(primary.reading().position());
  }
}
