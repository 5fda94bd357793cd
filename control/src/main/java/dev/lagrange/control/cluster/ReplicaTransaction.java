package dev.lagrange.control.cluster;

import dev.lagrange.routing.catalog.QualifiedName;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.policy.Level;
import dev.lagrange.routing.route.Route;
import dev.lagrange.routing.sql.Classification;
import dev.lagrange.routing.sql.StatementKind;
import dev.lagrange.routing.sql.TransactionControl;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/** What a transaction that runs on a replica cannot do. Pure. */
public final class ReplicaTransaction {

  private ReplicaTransaction() {}

  /**
   * Refuses a statement that a transaction, begun by some route, cannot execute.
   *
   * @param carried whether what it does to the session goes along to other nodes
   * @throws SQLException 25006 if it changes the session beyond the transaction, or goes on in
   *     another one; 25001 if it asks for more than the transaction was asked for
   */
  public static void check(Route first, Classification what, Level level, boolean carried)
      throws SQLException {
    if (what.goesOn()) {
      throw goesOn(first);
    }
    if (!carried) {
      checkSessionStays(first, what);
    }
    checkNotStricter(first, what, level);
  }

  /** What there is to say where a transaction would go on from another one. */
  public static SQLException goesOn(Route first) {
    return new SQLNonTransientException(
        "This transaction would go on from another one on replica "
            + first.node()
            + ", of which nobody knows whether it is still fresh enough: end it, and send BEGIN",
        SqlState.READ_ONLY.code());
  }

  /** A transaction keeps the replica it began on, which shows no more than what it was asked. */
  private static void checkNotStricter(Route first, Classification what, Level claimed)
      throws SQLException {
    boolean reads = what.transaction() == TransactionControl.NONE;
    if (!reads || !claimed.isStricterThan(first.level())) {
      return;
    }
    throw new SQLNonTransientException(
        "This read-only transaction runs on replica "
            + first.node()
            + " at "
            + first.level()
            + ", and cannot read at "
            + claimed
            + ": declare the level before the transaction begins",
        "25001");
  }

  private static boolean isOfSession(QualifiedName function) {
    return function.name().equals("set_config") || function.name().contains("advisory_");
  }

  private static void checkSessionStays(Route first, Classification what) throws SQLException {
    boolean sets =
        what.changesSession()
            && (what.kind() == StatementKind.SESSION
                || what.functions().stream().anyMatch(ReplicaTransaction::isOfSession));
    if (sets) {
      throw new SQLNonTransientException(
          "This read-only transaction runs on replica "
              + first.node()
              + ", where the session cannot change beyond it: use SET LOCAL, or SET before the"
              + " transaction begins",
          SqlState.READ_ONLY.code());
    }
  }
}
