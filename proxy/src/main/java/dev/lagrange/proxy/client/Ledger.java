package dev.lagrange.proxy.client;

import dev.lagrange.control.Link;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.LastRead;
import dev.lagrange.control.session.ReadTrail;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.control.session.WriteMark;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;
import org.jspecify.annotations.Nullable;

/** What one client wrote and read, in the session that its statements belong to. */
final class Ledger {

  private final Cluster cluster;
  private SessionBinding binding;

  Ledger(Cluster cluster) {
    this.cluster = cluster;
    SessionScope scope = cluster.options().get(OptionTable.SESSION_SCOPE);
    // Without a context there is nothing to tell whose writes count: so everybody's do.
    SessionScope known = scope == SessionScope.CONTEXT ? SessionScope.CLUSTER : scope;
    Session session =
        scope == SessionScope.CONNECTION
            ? new Session(cluster.monitor().newestKnown())
            : cluster.session();
    this.binding = new SessionBinding(known, session, new ReadTrail(), null);
  }

  /** The session that the next statement belongs to. */
  SessionBinding binding() {
    return binding;
  }

  /** Takes over what a token names; null if that is nothing. */
  void carry(@Nullable Position position) {
    if (position != null) {
      binding = binding.carrying(position);
    }
  }

  /** A write was acknowledged, or nobody knows: what is sampled from now on covers it. */
  void wrote(Link link) {
    WriteMark mark =
        new WriteMark(
            cluster.ticker().read(),
            link.stamp().run(),
            link.stamp().asynchronousCommit(),
            cluster.monitor().newestKnown());
    binding.session().wrote(mark);
    if (binding.scope() != SessionScope.CLUSTER) {
      // In the background: by the time of the next read its position is known.
      cluster.samples().prefetchPrimaryAfter(mark.at());
    }
  }

  /** Rows were read. */
  void read(Link link, Route route, long startedAt) {
    // What was served as stale, by declaration, does not become what the session falls back to.
    if (route.consistency().level() == ConsistencyLevel.WEAK
        || route.reason() == Reason.STALE_ALLOWED) {
      return;
    }
    long endedAt = cluster.ticker().read();
    LastRead read = new LastRead(link.node(), link.stamp().run(), startedAt, endedAt);
    binding.trail().readFrom(read);
    if (route.role() == Role.REPLICA && binding.scope() == SessionScope.CLUSTER) {
      cluster.replicaReads().readFrom(read);
    }
  }
}
