package dev.lagrange.driver;

import dev.lagrange.driver.connection.RoutedConnection;
import dev.lagrange.routing.event.RoutingListener;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import javax.sql.DataSource;

/**
 * A data source of logical connections to one cluster. It may stand behind a connection pool, which
 * it does not need: opening a logical connection costs less than a microsecond.
 *
 * <p>It is either complete at once, or a bean: made without arguments, told its properties one by
 * one, and opened by the first connection. What a property says wins over the URL.
 *
 * <p>Thread-safe. Closing it ends its use of the cluster; connections that are open go on.
 */
public final class LagrangeDataSource extends ClusterDataSource implements DataSource {

  /**
   * A data source that lacks its URL: see {@link #setUrl}. It asks nobody anything until the first
   * connection is wanted.
   */
  public LagrangeDataSource() {}

  /**
   * A data source without a listener; as {@link #LagrangeDataSource(String, Map, RoutingListener)}.
   */
  public LagrangeDataSource(String url, Map<String, String> properties) throws SQLException {
    this(url, properties, RoutingListener.NONE);
  }

  /**
   * A data source. Blocks until the cluster's nodes have answered once.
   *
   * @param url the cluster's URL, as for {@link LagrangeDriver}
   * @param properties more properties, such as {@code user} and {@code password}; they win over the
   *     URL's
   * @param listener who is told of what happens
   * @throws SQLException if the URL or a property is wrong (22023), or no node answers (08001)
   */
  public LagrangeDataSource(String url, Map<String, String> properties, RoutingListener listener)
      throws SQLException {
    super(url, properties, listener);
  }

  /**
   * A logical connection. The first blocks until the cluster's nodes have answered once.
   *
   * @throws SQLException if there is no URL, or it or a property is wrong (22023), or no node
   *     answers (08001); the next call tries again
   */
  @Override
  public Connection getConnection() throws SQLException {
    return RoutedConnection.open(use());
  }

  /** As {@link #getConnection()}, as another user: with pools and a monitor of its own. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    return RoutedConnection.open(use(user, password));
  }
}
