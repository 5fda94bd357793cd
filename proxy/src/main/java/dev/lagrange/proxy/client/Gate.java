package dev.lagrange.proxy.client;

import dev.lagrange.control.LastRead;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.policy.Level;
import org.jspecify.annotations.Nullable;

/** What the primary has to show before a unit runs there. Pure, given what is known. */
final class Gate {

  private Gate() {}

  /**
   * What the session read last, or in scope cluster anybody did, if the primary did not serve it
   * and the unit may show less than that; else null.
   */
  static @Nullable LastRead readElsewhere(
      Cluster cluster, SessionBinding binding, Level level, Unit unit) {
    if (level.consistency().level() == ConsistencyLevel.WEAK || !unit.concernsRows()) {
      return null;
    }
    boolean late = cluster.strongPath().isPrimaryLate();
    LastRead own = unit.isRead() || late ? cluster.unlessOfPrimary(binding.trail().last()) : null;
    boolean shared =
        late
            && binding.scope() == SessionScope.CLUSTER
            && level.consistency().level() == ConsistencyLevel.EVENTUAL;
    LastRead others =
        shared ? cluster.unlessOfPrimary(cluster.replicaReads().shared().last()) : null;
    return LastRead.later(own, others);
  }

  /** Whether a unit is one of strong reads or writes. */
  static boolean isStrong(Level level, Unit unit) {
    return level.consistency().level() == ConsistencyLevel.STRONG && unit.concernsRows();
  }
}
