package dev.lagrange.control;

import java.sql.Connection;
import java.sql.SQLException;

/**
 * How a kind of server is told to acknowledge commits before they are durable. Stateless; each call
 * is one round trip.
 */
public interface AsynchronousCommits {

  /** From now on, for all that commits on a connection. Not within a transaction. */
  void begin(Connection connection) throws SQLException;

  /** Back to what the connection had when it was opened. Not within a transaction. */
  void end(Connection connection) throws SQLException;

  /**
   * For the transaction that is open on a connection.
   *
   * @return what it had before, for {@link #endInTransaction}
   */
  String beginInTransaction(Connection connection) throws SQLException;

  /**
   * Takes it back for the transaction that is open, unless somebody has set something else since.
   * Does no harm if it was taken back already.
   */
  void endInTransaction(Connection connection, String before) throws SQLException;
}
