package dev.lagrange.routing.error;

import java.sql.SQLTransientException;

/**
 * No node is fresh enough for a read, and no other may serve it (SQLSTATE LG001). The same read may
 * succeed later, or at a weaker level.
 */
public final class ReplicaLagException extends SQLTransientException {

  private static final long serialVersionUID = 1L;

  /** With a message that names the cluster, the value, the rule and the remedy. */
  public ReplicaLagException(String message) {
    super(message, SqlState.NOT_FRESH_ENOUGH.code());
  }
}
