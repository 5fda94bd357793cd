package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.session.LastRead;
import dev.lagrange.control.session.SessionBinding;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
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
    if (level.consistency().level() == ConsistencyLevel.WEAK || !isGuarded(unit)) {
      return null;
    }
    boolean late = cluster.strongPath().isPrimaryLate();
    LastRead own = unit.isRead() || late ? elsewhere(cluster, binding.trail().last()) : null;
    boolean shared =
        late
            && binding.scope() == SessionScope.CLUSTER
            && level.consistency().level() == ConsistencyLevel.EVENTUAL;
    LastRead others = shared ? elsewhere(cluster, cluster.replicaReads().last()) : null;
    if (own == null || others == null) {
      return own == null ? others : own;
    }
    return own.endedAt() - others.endedAt() > 0 ? own : others;
  }

  private static @Nullable LastRead elsewhere(Cluster cluster, @Nullable LastRead last) {
    NodeState primary = cluster.monitor().view().primary();
    return last != null && primary != null && last.isFrom(primary) ? null : last;
  }

  /** Whether a unit is one of strong reads or writes. */
  static boolean isStrong(Level level, Unit unit) {
    return level.consistency().level() == ConsistencyLevel.STRONG && isGuarded(unit);
  }

  /** What counts as a write may only read: a function's body is not seen. */
  private static boolean isGuarded(Unit unit) {
    for (Classification statement : unit.statements()) {
      boolean ends =
          statement.transaction() == TransactionControl.COMMIT
              || statement.transaction() == TransactionControl.ROLLBACK;
      if (statement.kind() != StatementKind.SESSION && !ends) {
        return true;
      }
    }
    return false;
  }
}
