package dev.lagrange.driver.connection;

import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.route.RerunCause;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLTransactionRollbackException;
import org.jspecify.annotations.Nullable;

/** What a failed statement says about the node it ran on. */
final class Failure {

  private Failure() {}

  /** Whether the connection to the node is lost. */
  static boolean isConnectionLost(SQLException e) {
    String state = e.getSQLState();
    return state != null && (state.startsWith("08") || state.startsWith("57P"));
  }

  /**
   * The same, of a certain connection: one that is closed already, such as by its pool after an
   * earlier failure, need not say so in a state of class 08.
   */
  static boolean isConnectionLost(SQLException e, Lease lease) {
    return isConnectionLost(e) || lease.isBroken();
  }

  /** Why what a replica did not finish may succeed elsewhere; null if it would not. */
  static @Nullable RerunCause causeOnReplica(SQLException e) {
    if (isConnectionLost(e)) {
      return RerunCause.CONNECTION_LOST;
    }
    // MySQL: --read-only or --super-read-only, a read-only transaction, read-only mode
    boolean refused =
        switch (e.getErrorCode()) {
          case 1290, 1792, 1836 -> true;
          default -> false;
        };
    String state = e.getSQLState();
    if (refused || state == null) {
      return refused ? RerunCause.REFUSED_AS_WRITE : null;
    }
    return RerunCause.ofReplica(state);
  }

  /** The session's one connection leads to a server that rules no more. */
  static SQLException deposed(NodeId node) {
    return new SQLNonTransientConnectionException(
        "The session is bound to "
            + node
            + ", which is not the primary any more, so that what it shows may be stale; open another"
            + " connection",
        SqlState.NODE_LOST.code());
  }

  /** A transaction runs on a server that rules no more. */
  static SQLException deposedInTransaction(NodeId node) {
    return new SQLTransactionRollbackException(
        "The transaction runs on "
            + node
            + ", which is not the primary any more, and cannot read at strong there; roll back,"
            + " then repeat it",
        SqlState.PRIMARY_CHANGED.code());
  }

  /** A write whose acknowledgement never came: nobody knows whether it took place. */
  static SQLException outcomeUnknown(NodeId node, SQLException cause) {
    return new SQLNonTransientConnectionException(
        "The connection to the primary "
            + node
            + " was lost before it acknowledged the write, whose outcome is unknown; check whether"
            + " it took place before you repeat it: "
            + cause.getMessage(),
        SqlState.OUTCOME_UNKNOWN.code(),
        cause);
  }
}
