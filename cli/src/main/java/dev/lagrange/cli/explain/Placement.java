package dev.lagrange.cli.explain;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Admission;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.RoutingConditions;
import dev.lagrange.routing.sql.Classification;

/**
 * Where a statement would go at one level, in autocommit mode on a connection that nothing pins.
 *
 * @param level the level, and the rule of the policy that set it
 * @param onReplica whether a replica may serve it
 * @param reason why, in words
 */
record Placement(Level level, boolean onReplica, String reason) {

  private static final RoutingConditions FRESH_CONNECTION =
      new RoutingConditions(
          RoutingMode.ON, RoutingConditions.Transaction.AUTOCOMMIT, false, StrongReads.PRIMARY);

  static Placement of(Classification statement, Level level) {
    Consistency consistency = level.consistency();
    Reason admission = Admission.of(statement, consistency, FRESH_CONNECTION);
    boolean onReplica = admission == Reason.REPLICA_MAY_SERVE;
    return new Placement(
        level, onReplica, onReplica ? demand(consistency) : obstacle(statement, admission));
  }

  Consistency consistency() {
    return level.consistency();
  }

  /** {@code replica} or {@code primary}. */
  String target() {
    return onReplica ? "replica" : "primary";
  }

  private static String demand(Consistency consistency) {
    return switch (consistency.level()) {
      case WEAK -> "any live replica will do";
      case EVENTUAL -> "a replica that has all that this session wrote and read";
      case BOUNDED ->
          "a replica that has all that is older than the bound, and all that this session wrote and"
              + " read";
      case STRONG -> "a replica that has every acknowledged write";
    };
  }

  private static String obstacle(Classification statement, Reason admission) {
    return switch (admission) {
      case WRITE, NOT_UNDERSTOOD, SESSION_STATE, TRANSACTION_CONTROL -> statement.reason();
      default -> admission.sentence();
    };
  }
}
