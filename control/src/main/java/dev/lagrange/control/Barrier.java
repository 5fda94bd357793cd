package dev.lagrange.control;

import java.sql.SQLException;

/**
 * A write over one connection to a primary that only a server whose synchronous replicas still
 * follow it can finish. Not thread-safe.
 */
@FunctionalInterface
public interface Barrier {

  /**
   * Writes, and returns once as many replicas as an acknowledged write needs have it. Blocks as
   * long as they take, within the connection's network timeout.
   *
   * @throws SQLException LG004 if the server let the write pass without them, since it is told to
   *     wait for none, or the wait was cancelled; else as the driver throws it
   */
  void pass() throws SQLException;
}
