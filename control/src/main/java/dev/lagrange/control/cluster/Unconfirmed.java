package dev.lagrange.control.cluster;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.sql.SQLTransientException;
import org.jspecify.annotations.Nullable;

/** What there is to say of a strong statement that a failover could undo. */
public final class Unconfirmed {

  private Unconfirmed() {}

  /** A write that the primary acknowledged, but not for good; what says so already is kept. */
  public static SQLException write(NodeId node, @Nullable SQLException cause) {
    if (cause != null && SqlState.OUTCOME_UNKNOWN.code().equals(cause.getSQLState())) {
      return cause;
    }
    return new SQLTransientException(
        "The primary "
            + node
            + " acknowledged the write, but "
            + (cause == null
                ? "within failoverTimeout too few standbys that follow it have come to hold it, or"
                    + " another server rules by now"
                : "it is not known whether enough standbys hold it")
            + ": a failover may lose it, so that its outcome is unknown; check whether it took place"
            + " before you repeat it"
            + (cause == null ? "" : ": " + cause.getMessage()),
        SqlState.OUTCOME_UNKNOWN.code(),
        cause);
  }

  /** A read whose rows nobody got to see, since a failover could take them away. */
  public static SQLException read(NodeId node, @Nullable SQLException cause) {
    return new SQLTransientException(
        "What "
            + node
            + " has shown could not be confirmed: "
            + (cause == null
                ? "too few standbys of its timeline hold it, or a failover is under way"
                : cause.getMessage())
            + "; repeat the read",
        SqlState.NO_QUORUM.code(),
        cause);
  }
}
