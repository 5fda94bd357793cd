package dev.lagrange.control.cluster;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.Link;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.control.session.WriteMark;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;

/** Notes in sessions what was written and read over connections to a cluster. Thread-safe. */
public final class Ledger {

  private final Cluster cluster;

  Ledger(Cluster cluster) {
    this.cluster = cluster;
  }

  /**
   * A write was acknowledged, or nobody knows: what is sampled from now on covers it.
   *
   * @param asynchronous whether it may not be durable yet
   */
  public void wrote(SessionBinding binding, Link link, boolean asynchronous) {
    WriteMark mark = mark(link, asynchronous);
    binding.session().wrote(mark);
    if (binding.scope() != SessionScope.CLUSTER) {
      // In the background: by the time of the next read its position is known.
      cluster.samples().prefetchPrimaryAfter(mark.at());
    }
  }

  /** The mark of a write that was acknowledged just now. */
  public WriteMark mark(Link link, boolean asynchronous) {
    return new WriteMark(
        cluster.ticker().read(), link.stamp().run(), asynchronous, cluster.monitor().newestKnown());
  }

  /**
   * Rows were read.
   *
   * @param startedAt before the read was sent, in nanoseconds of the ticker
   */
  public void read(SessionBinding binding, Link link, Route route, long startedAt) {
    if (!countsAsSeen(route)) {
      return;
    }
    long endedAt = cluster.ticker().read();
    LastRead read = new LastRead(link.node(), link.stamp().run(), startedAt, endedAt);
    binding.trail().readFrom(read);
    if (route.role() == Role.REPLICA) {
      cluster.replicaReads().readFrom(read);
      if (binding.scope() == SessionScope.CLUSTER) {
        cluster.replicaReads().shared().readFrom(read);
      }
    }
  }

  /** What was served as stale, by declaration, does not become what the session falls back to. */
  private static boolean countsAsSeen(Route route) {
    return route.consistency().level() != ConsistencyLevel.WEAK
        && route.reason() != Reason.STALE_ALLOWED;
  }
}
