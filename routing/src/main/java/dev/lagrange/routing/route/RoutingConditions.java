package dev.lagrange.routing.route;

import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.option.StrongReads;

/**
 * What of a connection's state bears on where a statement may go.
 *
 * @param mode the routing switch
 * @param transaction the transaction that the statement would run in
 * @param pinned whether the session is bound to the primary
 * @param strongReads who serves strong reads
 */
public record RoutingConditions(
    RoutingMode mode, Transaction transaction, boolean pinned, StrongReads strongReads) {

  /** The transaction that a statement would run in. */
  public enum Transaction {
    /** None: it commits by itself. */
    AUTOCOMMIT,
    /** One that is declared read-only. */
    READ_ONLY,
    /** One that may write. */
    READ_WRITE,
    /** One at isolation level SERIALIZABLE. */
    SERIALIZABLE
  }
}
