package dev.lagrange.routing.route;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.TransactionControl;

/**
 * The first half of a decision: may a replica serve this at all? It looks at the statement, the
 * level and the connection, not at positions. Pure.
 */
public final class Admission {

  private Admission() {}

  /**
   * {@link Reason#REPLICA_MAY_SERVE}, or why the statement runs on the primary.
   *
   * @param statement what it is
   * @param consistency what it asks for
   * @param conditions the connection's state, outside of a transaction that already runs somewhere
   */
  public static Reason of(
      Classification statement, Consistency consistency, RoutingConditions conditions) {
    if (conditions.mode() == RoutingMode.PRIMARY) {
      return Reason.ROUTING_PRIMARY;
    }
    if (conditions.pinned()) {
      return Reason.PINNED;
    }
    Reason byStatement = byStatement(statement);
    if (byStatement != Reason.REPLICA_MAY_SERVE) {
      return byStatement;
    }
    return switch (conditions.transaction()) {
      case READ_WRITE -> Reason.TRANSACTION_NOT_READ_ONLY;
      case SERIALIZABLE -> Reason.SERIALIZABLE;
      case AUTOCOMMIT, READ_ONLY -> byLevel(consistency, conditions.strongReads());
    };
  }

  private static Reason byLevel(Consistency consistency, StrongReads strongReads) {
    return consistency.level() == ConsistencyLevel.STRONG && strongReads == StrongReads.PRIMARY
        ? Reason.STRONG
        : Reason.REPLICA_MAY_SERVE;
  }

  private static Reason byStatement(Classification statement) {
    return switch (statement.kind()) {
      case READ -> Reason.REPLICA_MAY_SERVE;
      case WRITE -> Reason.WRITE;
      case UNKNOWN -> Reason.NOT_UNDERSTOOD;
      case SESSION -> Reason.SESSION_STATE;
      case TRANSACTION ->
          statement.transaction() == TransactionControl.BEGIN_READ_ONLY
              ? Reason.REPLICA_MAY_SERVE
              : Reason.TRANSACTION_CONTROL;
    };
  }
}
