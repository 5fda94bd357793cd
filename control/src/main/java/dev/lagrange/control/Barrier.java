package dev.lagrange.control;

import java.sql.SQLException;

/**
 * A write over one connection to a primary, which proves something by having succeeded: {@link
 * Vendor#barrier} that the server rules, {@link Vendor#flush} that its log is on its disk. Not
 * thread-safe.
 */
@FunctionalInterface
public interface Barrier {

  /**
   * Writes, and returns once that is proved. Blocks as long as it takes, within the connection's
   * network timeout.
   *
   * @throws SQLException LG004 if the server let the write pass although nothing is proved by that;
   *     else as the driver throws it
   */
  void pass() throws SQLException;
}
