package dev.lagrange.driver.connection;

import dev.lagrange.control.TwoPhaseCommit;
import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.routing.error.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.SQLNonTransientConnectionException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import javax.sql.ConnectionEvent;
import javax.sql.ConnectionEventListener;
import javax.sql.StatementEventListener;
import javax.sql.XAConnection;
import javax.transaction.xa.XAResource;
import org.jspecify.annotations.Nullable;

/**
 * What containers and transaction managers keep in their pools: it hands out one logical connection
 * after the other, each as new, and is the branch of a distributed transaction.
 *
 * <p>It holds nothing between two logical connections, unless a branch is open. So a node that is
 * lost does not break it: what the lost connection had of the session ends with the logical
 * connection. It breaks, and says so by {@code connectionErrorOccurred}, when a logical connection
 * is aborted, or a branch is rolled back by another thread than the one that works in it.
 *
 * <p>Not thread-safe, except as {@link BranchResource} says.
 */
public final class XaConnection implements XAConnection {

  private final ClusterRegistry.Use use;
  private final List<ConnectionEventListener> listeners = new CopyOnWriteArrayList<>();
  private final Sessions sessions = new Sessions();
  private final @Nullable BranchResource resource;
  private volatile @Nullable Handle handle;
  private volatile @Nullable LogicalSession session;
  private volatile boolean closed;
  private volatile boolean abandoned;

  /** One that ends that use of the cluster when it is closed. */
  public XaConnection(ClusterRegistry.Use use) {
    this.use = use;
    TwoPhaseCommit twoPhase = use.cluster().vendor().twoPhaseCommit();
    this.resource = twoPhase == null ? null : new BranchResource(sessions, twoPhase);
  }

  /** One logical connection that was handed out. */
  private final class Handle implements ConnectionHolder {
    private final LogicalSession parts;
    private final RoutedConnection connection;

    private Handle(LogicalSession parts) {
      this.parts = parts;
      this.connection = RoutedConnection.of(parts, this);
    }

    @Override
    public void closed() throws SQLException {
      boolean current = handle == this;
      if (current) {
        handle = null;
      }
      try {
        if (!isWorkingIn(parts)) {
          end(parts);
        }
      } finally {
        if (current) {
          tell(listener -> listener.connectionClosed(new ConnectionEvent(XaConnection.this)));
        }
      }
    }

    @Override
    public void aborted() {
      sessions.abandon(parts);
    }
  }

  private final class Sessions implements XaSessions {
    @Override
    public LogicalSession current() throws SQLException {
      if (abandoned) {
        throw new SQLNonTransientConnectionException(
            "The connection was aborted, or its branch was rolled back while it worked; take"
                + " another one",
            SqlState.CLOSED.code());
      }
      LogicalSession known = session;
      if (known != null) {
        return known;
      }
      LogicalSession made = fresh();
      session = made;
      return made;
    }

    @Override
    public LogicalSession fresh() throws SQLException {
      ClusterRegistry.Use again = closed ? null : use.again();
      if (again == null) {
        throw new SQLNonTransientConnectionException(
            "The connection is closed", SqlState.CLOSED.code());
      }
      return new LogicalSession(again);
    }

    @Override
    public void branchOver(LogicalSession work) {
      Handle open = handle;
      if (open != null && open.parts == work) {
        return;
      }
      try {
        end(work);
      } catch (SQLException e) {
        // The branch's fate is known; a connection that is lost now is thrown away.
      }
    }

    @Override
    public void abandon(LogicalSession work) {
      abandoned = true;
      work.transactions().branch().setRollbackOnly();
      work.abort();
      Handle open = handle;
      if (open != null && open.parts == work) {
        handle = null;
        open.connection.abandoned();
        SQLException why =
            new SQLNonTransientConnectionException(
                "The connection was aborted", SqlState.CLOSED.code());
        tell(l -> l.connectionErrorOccurred(new ConnectionEvent(XaConnection.this, why)));
      }
    }
  }

  private boolean isWorkingIn(LogicalSession parts) {
    return resource != null && resource.isWorkingIn(parts);
  }

  private void end(LogicalSession parts) throws SQLException {
    if (session == parts) {
      session = null;
    }
    parts.close();
  }

  private void tell(Consumer<ConnectionEventListener> what) {
    listeners.forEach(what);
  }

  /**
   * A logical connection, as new; in a branch, with all that was set in SQL and done in it. The one
   * before is closed. No round trip.
   *
   * @throws SQLException 08003 if this is closed or broken
   */
  @Override
  public Connection getConnection() throws SQLException {
    closeHandle();
    Handle next = new Handle(sessions.current());
    handle = next;
    return next.connection;
  }

  private void closeHandle() throws SQLException {
    Handle last = handle;
    handle = null;
    if (last != null) {
      last.connection.close();
    }
  }

  /**
   * What drives its branches.
   *
   * @throws SQLException 0A000 if the cluster's servers are of a kind for which that is not there
   *     yet
   */
  @Override
  public XAResource getXAResource() throws SQLException {
    if (resource == null) {
      throw new SQLFeatureNotSupportedException(
          "Distributed transactions are there for PostgreSQL only", SqlState.NOT_SUPPORTED.code());
    }
    return resource;
  }

  /** Closes the logical connection too, and rolls back a branch that is not prepared. */
  @Override
  public void close() throws SQLException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      closeHandle();
      LogicalSession left = session;
      if (left != null) {
        left.transactions().branch().setRollbackOnly();
        end(left);
      }
    } finally {
      use.release();
    }
  }

  @Override
  public void addConnectionEventListener(ConnectionEventListener listener) {
    listeners.add(listener);
  }

  @Override
  public void removeConnectionEventListener(ConnectionEventListener listener) {
    listeners.remove(listener);
  }

  /** Statements are prepared anew on whichever node they run; there is nothing to tell. */
  @Override
  public void addStatementEventListener(StatementEventListener listener) {}

  @Override
  public void removeStatementEventListener(StatementEventListener listener) {}
}
