package dev.lagrange.control;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** Asks one node, over one connection, for its role and position. Not thread-safe. */
@FunctionalInterface
public interface Probe {

  /**
   * One question, one round trip.
   *
   * @param requestedAt the time now, in nanoseconds of the ticker
   * @throws SQLException if the node did not answer as expected; the connection is then given up
   */
  Reading read(long requestedAt) throws SQLException;

  /**
   * What is another if the server has recovered from a crash, be it the same run; null if that
   * cannot be seen. One round trip.
   *
   * @throws SQLException as {@link #read}
   */
  default @Nullable String life() throws SQLException {
    return null;
  }
}
