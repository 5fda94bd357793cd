package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.ReadTrail;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.position.Position;
import org.jspecify.annotations.Nullable;

/** The session that the statements of one client belong to. Confined to it. */
final class ClientBinding {

  private SessionBinding binding;

  ClientBinding(Cluster cluster) {
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
  SessionBinding now() {
    return binding;
  }

  /** Takes over what a token names; null if that is nothing. */
  void carry(@Nullable Position position) {
    if (position != null) {
      binding = binding.carrying(position);
    }
  }
}
