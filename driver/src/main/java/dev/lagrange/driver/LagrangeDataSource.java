package dev.lagrange.driver;

import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.driver.connection.RoutedConnection;
import dev.lagrange.driver.node.PlainDataSource;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.RoutingMode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A data source of logical connections to one cluster. It may stand behind a connection pool, which
 * it does not need: opening a logical connection costs less than a microsecond.
 *
 * <p>Thread-safe. Closing it ends its use of the cluster; connections that are open go on.
 */
public final class LagrangeDataSource extends PlainDataSource implements AutoCloseable {

  private final ClusterUrl url;
  private final Map<String, String> properties;
  private final Options options;
  private final RoutingListener listener;
  private final ClusterRegistry.Use use;
  private final AtomicBoolean closed = new AtomicBoolean();

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
    this.url = ClusterRegistry.parse(url);
    this.properties = Map.copyOf(properties);
    this.options = LagrangeDriver.CLUSTERS.options(this.url, this.properties);
    this.listener = listener;
    this.use = LagrangeDriver.CLUSTERS.use(this.url, options, listener);
  }

  @Override
  public Connection getConnection() throws SQLException {
    ClusterRegistry.Use again = use.again();
    return RoutedConnection.open(
        again != null ? again : LagrangeDriver.CLUSTERS.use(url, options, listener));
  }

  /** As {@link #getConnection()}, as another user: with pools and a monitor of its own. */
  @Override
  public Connection getConnection(String user, String password) throws SQLException {
    Map<String, String> given = new HashMap<>(properties);
    given.put("user", user);
    given.put("password", password);
    return RoutedConnection.open(
        LagrangeDriver.CLUSTERS.use(url, LagrangeDriver.CLUSTERS.options(url, given), listener));
  }

  /** Turns the routing switch, for all connections to the cluster, from the next statement on. */
  public void setRouting(RoutingMode mode) {
    use.cluster().setRouting(mode);
  }

  /** What is known of the cluster's nodes now. */
  public ClusterView nodes() {
    return use.cluster().monitor().view();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      use.release();
    }
  }
}
