package dev.lagrange.driver.connection;

import java.sql.SQLException;

/** Who decides what becomes of a logical connection's session when its user is done. */
interface ConnectionHolder {

  /** The connection was closed: its statements are, too. */
  void closed() throws SQLException;

  /** The connection was aborted. Called by any thread; does not block. */
  void aborted();
}
