package dev.lagrange.driver;

import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.driver.connection.XaConnection;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.Map;
import javax.sql.ConnectionPoolDataSource;
import javax.sql.PooledConnection;
import javax.sql.XAConnection;
import javax.sql.XADataSource;

/**
 * A data source for transaction managers, such as Narayana, and for containers that pool
 * themselves. It has the properties of {@link LagrangeDataSource}.
 *
 * <p>Each branch of a distributed transaction runs on the cluster's primary, and is prepared there
 * ({@code PREPARE TRANSACTION}; the servers' {@code max_prepared_transactions} must allow it, on
 * standbys too). From then on it survives the application, its connections and a failover to a
 * standby that holds it: the manager finishes it on whichever server is the primary, also from
 * another process. Whether a failover can lose a prepared branch is the cluster's own affair, as
 * for any commit: it cannot where commits wait for a standby. A branch that is declared read-only,
 * or has only read, needs no second phase, and may read from a replica if it is declared so.
 * Outside of branches a connection is routed as any other.
 *
 * <p>Thread-safe; what it hands out is not. Closing it ends its use of the cluster; connections
 * that are open go on.
 */
public final class LagrangeXADataSource extends ClusterDataSource
    implements XADataSource, ConnectionPoolDataSource {

  /**
   * A data source that lacks its URL: see {@link #setUrl}. It asks nobody anything until the first
   * connection is wanted.
   */
  public LagrangeXADataSource() {}

  /** A data source; as {@link LagrangeDataSource#LagrangeDataSource(String, Map)}. */
  public LagrangeXADataSource(String url, Map<String, String> properties) throws SQLException {
    this(url, properties, RoutingListener.NONE);
  }

  /** The same, with a listener who is told of what happens. */
  public LagrangeXADataSource(String url, Map<String, String> properties, RoutingListener listener)
      throws SQLException {
    super(url, properties, listener);
  }

  /**
   * A connection that a transaction manager can drive. The first blocks until the cluster's nodes
   * have answered once.
   *
   * @throws SQLException as {@link LagrangeDataSource#getConnection()}; 0A000 if the servers are
   *     not PostgreSQL's
   */
  @Override
  public XAConnection getXAConnection() throws SQLException {
    return withBranches(use());
  }

  /** As {@link #getXAConnection()}, as another user: with pools and a monitor of its own. */
  @Override
  public XAConnection getXAConnection(String user, String password) throws SQLException {
    return withBranches(use(user, password));
  }

  private static XAConnection withBranches(ClusterRegistry.Use use) throws SQLException {
    if (use.cluster().vendor().twoPhaseCommit() == null) {
      use.release();
      throw new SQLFeatureNotSupportedException(
          "Distributed transactions are there for PostgreSQL only", SqlState.NOT_SUPPORTED.code());
    }
    return new XaConnection(use);
  }

  /**
   * A connection for a container that pools: it hands out logical ones, each as new. Throws as
   * {@link LagrangeDataSource#getConnection()}.
   */
  @Override
  public PooledConnection getPooledConnection() throws SQLException {
    return new XaConnection(use());
  }

  /** As {@link #getPooledConnection()}, as another user: with pools and a monitor of its own. */
  @Override
  public PooledConnection getPooledConnection(String user, String password) throws SQLException {
    return new XaConnection(use(user, password));
  }
}
