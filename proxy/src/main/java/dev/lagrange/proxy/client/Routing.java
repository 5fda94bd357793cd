package dev.lagrange.proxy.client;

import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.control.cluster.ReplicaTransaction;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Admission;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.RerunCause;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.route.RoutingConditions;
import dev.lagrange.routing.sql.Classification;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Whether a client's units may be served by replicas. Confined to one client. */
final class Routing {

  /** Where a unit may go. */
  record Decision(boolean onReplica, Reason reason) {}

  private final Cluster cluster;
  private final Effects effects;
  private @Nullable RoutingMode mode;
  private @Nullable Route last;
  private boolean onPrimary;

  Routing(Cluster cluster, Effects effects) {
    this.cluster = cluster;
    this.effects = effects;
  }

  /** The mode that the client has set, or that of the proxy. */
  RoutingMode mode() {
    RoutingMode set = mode;
    return set == null ? cluster.routing() : set;
  }

  void setMode(@Nullable RoutingMode now) {
    mode = now;
  }

  /** The last decision; null before the first. */
  @Nullable Route last() {
    return last;
  }

  void routed(Route route) {
    last = route;
  }

  /** A node could not do a unit, which is to be placed again. */
  void runsAgain(Unit unit, NodeId failed, RerunCause cause) {
    cluster.listener().rerun(failed, cause);
    Classification statement = unit.decisive();
    if (statement != null) {
      cluster.reruns().add(statement, cause);
    }
    onPrimary = cause.needsPrimary();
  }

  Decision decide(Unit unit, Level level) {
    if (onPrimary) {
      onPrimary = false;
      return new Decision(false, Reason.RERUN);
    }
    Classification decisive = unit.decisive();
    if (decisive == null) {
      return new Decision(false, Reason.NOT_UNDERSTOOD);
    }
    RoutingConditions.Transaction transaction =
        effects.wanted().mayBeSerializable()
            ? RoutingConditions.Transaction.SERIALIZABLE
            : RoutingConditions.Transaction.AUTOCOMMIT;
    RoutingConditions conditions =
        new RoutingConditions(mode(), transaction, false, cluster.strongPath().mode());
    boolean begins = unit.beginsReadOnly();
    Reason admission = Admission.of(decisive, level.consistency(), conditions);
    if (admission != Reason.REPLICA_MAY_SERVE) {
      return new Decision(false, admission);
    }
    if (!begins && !unit.isRead()) {
      return new Decision(false, Reason.TRANSACTION_CONTROL);
    }
    if (!unit.closed() && (unit.executes() || !unit.flushes())) {
      // what follows in the same transaction is not known yet, and may write
      return new Decision(false, Reason.TRANSACTION_NOT_READ_ONLY);
    }
    for (Classification statement : unit.statements()) {
      if (cluster.reruns().isRefused(statement)) {
        return new Decision(false, Reason.REFUSED_BEFORE);
      }
    }
    if (mode() == RoutingMode.OBSERVE) {
      return new Decision(false, Reason.ROUTING_OBSERVE);
    }
    return new Decision(true, Reason.REPLICA_MAY_SERVE);
  }

  /**
   * Refuses what cannot run in a transaction on a replica.
   *
   * @param chained whether the transaction was begun where the one before had ended
   * @throws SQLException as {@link ReplicaTransaction#check}; 25006 for what would go on from
   *     another transaction
   */
  static void checkOnReplica(Route at, Unit unit, Level level, boolean chained)
      throws SQLException {
    boolean goesOn = chained && unit.executes() && !unit.endsTransaction();
    if (goesOn || unit.endsAndGoesOn()) {
      throw ReplicaTransaction.goesOn(at);
    }
    for (Classification statement : unit.statements()) {
      ReplicaTransaction.check(at, statement, level, false);
    }
  }
}
