package dev.lagrange.driver.node;

import dev.lagrange.control.Link;
import dev.lagrange.control.Stamp;
import dev.lagrange.control.session.SessionSettings;
import dev.lagrange.routing.cluster.NodeId;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One physical connection, borrowed from its node's pool. It goes back when nobody uses it any
 * more: neither an open statement nor a transaction nor a pin. Confined to one logical connection,
 * except {@link #abort}.
 */
public final class Lease implements Link {

  private final NodePool pool;
  private final Connection connection;
  private final StampedConnection stamped;
  private final AtomicBoolean returned = new AtomicBoolean();
  private int users;
  private boolean sessionChanged;
  private boolean broken;
  private boolean written;
  private boolean handedOut;

  Lease(NodePool pool, Connection connection, StampedConnection stamped) {
    this.pool = pool;
    this.connection = connection;
    this.stamped = stamped;
  }

  @Override
  public NodeId node() {
    return pool.node();
  }

  @Override
  public Stamp stamp() {
    return stamped.stamp();
  }

  @Override
  public long openedAt() {
    return stamped.openedAt();
  }

  /** The physical connection. */
  public Connection connection() {
    return connection;
  }

  /** What is known of the server behind it. */
  public StampedConnection stamped() {
    return stamped;
  }

  /** One more user. */
  public void retain() {
    users++;
  }

  /** One user less; the last one gives the connection back. */
  public void release() {
    users--;
    if (users == 0) {
      giveBack();
    }
  }

  /**
   * Gives it the settings of a session, and takes back those of any other. One round trip, or none
   * if it has just these.
   *
   * @throws SQLException if that fails, as the server says why; nothing of the session may run on
   *     it
   */
  public void give(SessionSettings wanted) throws SQLException {
    if (stamped.settings().are(wanted)) {
      return;
    }
    try {
      if (inTransaction() || !connection.getAutoCommit()) {
        throw new SQLException("it is in a transaction", "25001");
      }
      if (stamp().run() == null && !wanted.isEmpty()) {
        throw new SQLException("a pooler in between may give it to somebody else", "0A000");
      }
      stamped.settings().become(wanted, pool.vendor().sessionVariables(), connection);
    } catch (SQLException e) {
      if (isBroken()) {
        throw e;
      }
      throw new SQLNonTransientException(
          "What the session has set "
              + wanted
              + " could not be given to a connection to "
              + node()
              + ", on which nothing of it may run without: "
              + e.getMessage()
              + "; open another connection",
          e.getSQLState(),
          e);
    }
  }

  /**
   * The same for a session that has just borrowed it: where settings of the one before stand in the
   * way, the connection is made as new.
   */
  void giveFirst(SessionSettings wanted) throws SQLException {
    boolean asNew = stamped.settings().isNone();
    try {
      give(wanted);
    } catch (SQLException e) {
      if (asNew || isBroken()) {
        throw e;
      }
      reset();
      give(wanted);
    }
  }

  /** Notes that the session on it is no longer as new, so that it is reset before it goes back. */
  public void sessionChanged() {
    sessionChanged = true;
  }

  /**
   * Notes that somebody was given the driver's own object, so that nobody else gets the connection
   * after him: he may keep the object, or change what no reset takes back, such as the classes of
   * types.
   */
  public void handedOut() {
    handedOut = true;
  }

  /** Notes that it is also written to past the router, through rows that can be updated. */
  public void writtenThroughRows() {
    written = true;
  }

  /** Whether it is. */
  public boolean isWrittenThroughRows() {
    return written;
  }

  /** Notes that the connection is lost: it takes no new users, and is not given to anybody else. */
  public void broken() {
    broken = true;
  }

  /** Whether the connection is lost: noted so, or closed under its user. No round trip. */
  public boolean isBroken() {
    if (!broken) {
      broken = isClosed();
    }
    return broken;
  }

  private boolean isClosed() {
    try {
      return connection.isClosed() || stamped.isClosed();
    } catch (SQLException e) {
      return true;
    }
  }

  /** Whether the server says that a transaction is open. */
  public boolean inTransaction() throws SQLException {
    return pool.vendor().inTransaction(connection);
  }

  /** Whether the server refuses everything but the end of the transaction. */
  public boolean inFailedTransaction() throws SQLException {
    return pool.vendor().inFailedTransaction(connection);
  }

  /** Whether it was given back or aborted. */
  public boolean isGone() {
    return returned.get();
  }

  private void giveBack() {
    if (!returned.compareAndSet(false, true)) {
      return;
    }
    pool.returned();
    try {
      if (isBroken() || handedOut) {
        pool.evict(connection);
        return;
      }
      if (sessionChanged) {
        reset();
      }
      connection.close();
    } catch (SQLException e) {
      // It could not be made as new: nobody else may get it.
      pool.evict(connection);
    }
  }

  private void reset() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.rollback();
      connection.setAutoCommit(true);
    }
    if (inTransaction()) {
      throw new SQLException("a transaction is open on a connection to be reset", "25001");
    }
    pool.vendor().reset(connection);
    stamped.commits().wasReset();
    stamped.settings().wasReset();
    // What only the driver's object knows, the server cannot reset.
    connection.setHoldability(ResultSet.CLOSE_CURSORS_AT_COMMIT);
    connection.setTypeMap(Map.of());
  }

  /** Breaks the connection under whoever uses it, for good. Thread-safe; does not block. */
  public void abort() {
    if (!returned.compareAndSet(false, true)) {
      return;
    }
    pool.returned();
    try {
      stamped.abort(Runnable::run);
    } catch (SQLException e) {
      // Broken is what it was meant to be.
    }
    pool.evict(connection);
  }
}
