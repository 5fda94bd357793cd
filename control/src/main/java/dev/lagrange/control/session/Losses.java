package dev.lagrange.control.session;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.Observation;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.position.Coverage;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells a session, once, that what it wrote may be lost (LG002), and lets it go on from what is
 * left. Thread-safe.
 */
final class Losses {

  private final ClusterMonitor monitor;
  private final Samples samples;
  private final RoutingListener listener;

  Losses(ClusterMonitor monitor, Samples samples, RoutingListener listener) {
    this.monitor = monitor;
    this.samples = samples;
    this.listener = listener;
  }

  /** Takes a primary's position, asked for after a write, as covering it, if it does. */
  void settle(Session session, WriteMark mark, Observation primary) throws SQLException {
    if (primary.requestedAt() - mark.at() <= 0) {
      // Somebody else's write, acknowledged while this position was on its way: not covered by it.
      return;
    }
    Position position = Objects.requireNonNull(primary.reading().position());
    Position covering = mark.covering() == null ? position : mark.covering();
    if (survives(mark, primary)) {
      if (!mark.asynchronous() || isFlushed(covering, primary)) {
        session.sampled(mark, covering);
      } else if (mark.covering() == null) {
        session.sampledUnflushed(mark, covering);
      }
    } else if (mark.covering() != null && !isSameHistory(mark, primary)) {
      session.abandon(mark); // where the new primary's history began says what it has
    } else {
      // A position that is gone is not taken back: another thread may have written something since
      // that only it covers; reads are held up by it until the log gets there again.
      // Of several writes in one mark, those on the new primary are not lost.
      session.join(position);
      abandon(session, mark);
    }
  }

  /**
   * A server that restarted on its own history, or recovered from a crash, still has what it
   * acknowledged as durable.
   */
  private boolean survives(WriteMark mark, Observation primary) throws SQLException {
    ServerRun run = primary.stamp().run();
    if (run == null) {
      return true;
    }
    if (mark.asynchronous()) {
      return isUnbroken(mark, primary);
    }
    return run.equals(mark.run()) || isSameHistory(mark, primary);
  }

  /** Who asked the primary may be connected to it for a shorter time than the monitor. */
  private boolean isUnbroken(WriteMark mark, Observation primary) throws SQLException {
    if (primary.isUnbroken(mark.run(), mark.since())) {
      return true;
    }
    if (!Objects.equals(primary.stamp().run(), mark.run())) {
      return false;
    }
    Observation watched = samples.nodeAfter(primary.node(), primary.unbrokenSince());
    return watched != null && watched.isUnbroken(mark.run(), mark.since());
  }

  private static boolean isSameHistory(WriteMark mark, Observation primary) {
    ServerRun old = mark.run();
    ServerRun run = primary.stamp().run();
    Position known = mark.covering() == null ? mark.known() : mark.covering();
    return old != null
        && run != null
        && old.address().equals(run.address())
        && isSameTimeline(known, primary.reading().position());
  }

  /** Whether a crash of the primary that answered cannot take what a position covers. */
  private boolean isFlushed(Position covering, Observation primary) {
    Position flushed = primary.reading().logged();
    ClusterView view = monitor.view();
    return flushed == null
        || isCovered(covering, flushed, view)
        // nothing acknowledged is beyond that, be the position one that is never flushed as such
        || isCovered(Objects.requireNonNull(primary.reading().position()), flushed, view);
  }

  /** A server that was a replica in between may have come back without what it acknowledged. */
  private static boolean isSameTimeline(@Nullable Position known, @Nullable Position now) {
    return known instanceof PostgresPosition before
        && now instanceof PostgresPosition after
        && before.timeline() == after.timeline();
  }

  /** Nobody can say any more what became of a write. */
  void abandon(Session session, WriteMark mark) throws SQLException {
    if (session.abandon(mark)) {
      throw doubt(
          "the primary went away before the position of this session's last write was known");
    }
  }

  /** Compares what the session has seen with the history of a primary it was not compared with. */
  void check(Session session, @Nullable ServerRun run, @Nullable Position shown)
      throws SQLException {
    if (session.isVerifiedFor(run)) {
      return;
    }
    Position seen = session.position();
    if (seen == null || shown == null) {
      session.verifiedFor(run);
      return;
    }
    ClusterView view = monitor.view();
    Coverage coverage = seen.coveredBy(shown, view.history());
    if (coverage == Coverage.LOST) {
      Position kept = capped(seen, shown, view);
      if (session.cap(seen, kept)) {
        throw doubt("a failover went back behind what this session has written or read");
      }
      return;
    }
    if (coverage != Coverage.UNKNOWN) {
      session.verifiedFor(run);
    }
  }

  private static @Nullable Position capped(Position seen, Position shown, ClusterView view) {
    return seen instanceof PostgresPosition lost && shown instanceof PostgresPosition now
        ? lost.cappedAt(view.history(), now.timeline())
        : null;
  }

  /** While there is no primary: whether any live node can still come to show what was seen. */
  void checkReach(Session session) throws SQLException {
    Position seen = session.position();
    if (seen == null || isWithinReach(seen)) {
      return;
    }
    Position received = mostReceived();
    if (received != null && session.cap(seen, received)) {
      WriteMark mark = session.unsampled();
      if (mark != null && mark.covering() != null) {
        session.abandon(mark); // told by this
      }
      throw doubt("the primary is gone, and no live node has all that this session wrote or read");
    }
  }

  /** Whether a live replica has received everything up to a position. Blocks to ask, if need be. */
  boolean isWithinReach(Position position) throws SQLException {
    if (isReceived(position)) {
      return true;
    }
    // What is known of the replicas may be older than the position.
    for (NodeState replica : monitor.view().replicas()) {
      samples.nodeAfter(replica.id(), replica.probedAt());
    }
    return isReceived(position);
  }

  private boolean isReceived(Position position) {
    ClusterView view = monitor.view();
    for (NodeState replica : view.replicas()) {
      Position logged = replica.logged();
      Position shown = replica.position();
      if (isCovered(position, logged, view) || isCovered(position, shown, view)) {
        return true;
      }
    }
    return false;
  }

  /** The most that a live replica has; null if none is alive, or none says. */
  private @Nullable Position mostReceived() {
    ClusterView view = monitor.view();
    Position most = null;
    for (NodeState replica : view.replicas()) {
      Position has = replica.logged() != null ? replica.logged() : replica.position();
      if (has != null && (most == null || isCovered(most, has, view))) {
        most = has;
      }
    }
    return most;
  }

  private static boolean isCovered(Position position, @Nullable Position by, ClusterView view) {
    return by != null && position.coveredBy(by, view.history()) == Coverage.COVERED;
  }

  private SQLException doubt(String what) {
    listener.writeInDoubt();
    return new SQLNonTransientException(
        "A write of this session may be lost: "
            + what
            + "; check what it wrote, then go on: the next statement is not told again",
        SqlState.HISTORY_LOST.code());
  }
}
