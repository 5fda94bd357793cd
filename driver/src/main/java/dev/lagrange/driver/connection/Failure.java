package dev.lagrange.driver.connection;

import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;

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

  /**
   * Whether a read that a replica refused may succeed elsewhere: the connection is lost, a recovery
   * conflict, a statement that only the primary runs, one that a hot standby cannot run at all, or
   * a table, column, function, type or schema that may not have got there yet.
   */
  static boolean isOfReplica(SQLException e) {
    String state = e.getSQLState();
    if (state == null) {
      return false;
    }
    return isConnectionLost(e)
        || switch (state) {
          case "25006", "40001", "40P01", "55000", "0A000" -> true;
          case "42P01", "42703", "42883", "42704", "3F000" -> true;
          default -> false;
        };
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
