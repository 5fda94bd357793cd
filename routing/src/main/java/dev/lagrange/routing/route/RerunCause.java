package dev.lagrange.routing.route;

import org.jspecify.annotations.Nullable;

/** Why a statement that one node could not finish runs again on another. */
public enum RerunCause {
  /** A replica refused it as a write: it was taken for a read by mistake. */
  REFUSED_AS_WRITE,
  /** A standby does not run it, such as a read of an unlogged table, or not by the plan it kept. */
  NOT_ON_STANDBY,
  /** A replica does not know a table, column, function, type or schema (yet). */
  NOT_THERE_YET,
  /** A replica cancelled it, since it held up what was to be replayed. */
  RECOVERY_CONFLICT,
  /** What it showed to a strong read was not yet held by enough standbys, and may never be. */
  NOT_CONFIRMED,
  /** The connection to the node was lost. */
  CONNECTION_LOST;

  /** What the SQLSTATE of a PostgreSQL replica's error says; null if it says none of these. */
  public static @Nullable RerunCause ofReplica(String sqlState) {
    return switch (sqlState) {
      case "25006" -> REFUSED_AS_WRITE;
      case "0A000", "55000" -> NOT_ON_STANDBY;
      case "42P01", "42703", "42883", "42704", "3F000" -> NOT_THERE_YET;
      case "40001", "40P01" -> RECOVERY_CONFLICT;
      default -> null;
    };
  }

  /** Whether no other replica would do better. */
  public boolean needsPrimary() {
    return this != RECOVERY_CONFLICT && this != NOT_CONFIRMED && this != CONNECTION_LOST;
  }

  /** Whether the statement will fare no better the next time. */
  public boolean isLasting() {
    return this == REFUSED_AS_WRITE;
  }
}
