package dev.lagrange.driver;

import dev.lagrange.control.Vendors;
import dev.lagrange.control.cluster.Cluster;
import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.routing.cluster.ClusterView;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.RoutingMode;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A source of connections to one cluster, which it opens when it first is asked for one.
 * Thread-safe.
 */
public abstract sealed class ClusterDataSource extends DataSourceProperties implements AutoCloseable
    permits LagrangeDataSource, LagrangeXADataSource {

  private record OpenCluster(ClusterUrl url, Options options, ClusterRegistry.Use use) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final RoutingListener listener;
  private final Map<String, String> properties = new ConcurrentHashMap<>();
  private volatile @Nullable String url;
  private volatile @Nullable OpenCluster open;
  private boolean closed;

  /** One that lacks its URL. */
  ClusterDataSource() {
    this.listener = RoutingListener.NONE;
  }

  /** One that is complete; blocks until the cluster's nodes have answered once. */
  ClusterDataSource(String url, Map<String, String> properties, RoutingListener listener)
      throws SQLException {
    this.listener = listener;
    this.url = url;
    this.properties.putAll(properties);
    opened();
  }

  /** The cluster's URL, as for {@link LagrangeDriver}; null if it was not set. */
  public final @Nullable String getUrl() {
    return url;
  }

  /**
   * Sets the cluster's URL, as for {@link LagrangeDriver}. It is read by the first connection.
   *
   * @throws IllegalStateException if there has been a connection
   */
  public final void setUrl(@Nullable String url) {
    lock.lock();
    try {
      requireNotOpen("url");
      this.url = url;
    } finally {
      lock.unlock();
    }
  }

  @Override
  final void set(String key, @Nullable String value) {
    lock.lock();
    try {
      requireNotOpen(key);
      if (value == null) {
        properties.remove(key);
        return;
      }
      properties.put(key, value);
    } finally {
      lock.unlock();
    }
  }

  @Override
  final @Nullable String get(String key) {
    return properties.get(key);
  }

  private void requireNotOpen(String property) {
    if (open != null) {
      throw new IllegalStateException(
          "Property '"
              + property
              + "' cannot be set once the data source is open: set it before the first connection");
    }
  }

  /** One more use of the cluster, by the user that the properties name. */
  final ClusterRegistry.Use use() throws SQLException {
    OpenCluster now = opened();
    ClusterRegistry.Use again = now.use.again();
    return again != null ? again : LagrangeDriver.CLUSTERS.use(now.url, now.options, listener);
  }

  /** The same by another user, with pools and a monitor of its own. */
  final ClusterRegistry.Use use(String user, String password) throws SQLException {
    Map<String, String> given = new HashMap<>(properties);
    given.put("user", user);
    given.put("password", password);
    ClusterUrl parsed = parsedUrl();
    return LagrangeDriver.CLUSTERS.use(
        parsed, LagrangeDriver.CLUSTERS.options(parsed, given), listener);
  }

  private OpenCluster opened() throws SQLException {
    OpenCluster known = open;
    if (known != null) {
      return known;
    }
    lock.lock();
    try {
      known = open;
      return known != null ? known : open();
    } finally {
      lock.unlock();
    }
  }

  private OpenCluster open() throws SQLException {
    ClusterUrl parsed = parsedUrl();
    Options options = LagrangeDriver.CLUSTERS.options(parsed, properties);
    OpenCluster made =
        new OpenCluster(parsed, options, LagrangeDriver.CLUSTERS.use(parsed, options, listener));
    open = made;
    if (closed) {
      made.use.release();
    }
    return made;
  }

  private ClusterUrl parsedUrl() throws SQLException {
    String given = url;
    if (given == null) {
      throw new SQLNonTransientException(
          "The data source has no URL: set its property 'url' to jdbc:lagrange:postgresql://…",
          SqlState.INVALID_OPTION.code());
    }
    return Vendors.parse(given);
  }

  /**
   * Turns the routing switch, for all connections to the cluster, from the next statement on. The
   * property {@code routing} is where it stands at first.
   *
   * @throws IllegalStateException if there has been no connection
   */
  public final void switchRouting(RoutingMode mode) {
    used().setRouting(mode);
  }

  /**
   * What is known of the cluster's nodes now.
   *
   * @throws IllegalStateException if there has been no connection
   */
  public final ClusterView nodes() {
    return used().monitor().view();
  }

  private Cluster used() {
    OpenCluster now = open;
    if (now == null) {
      throw new IllegalStateException(
          "The data source is not open and knows no nodes: get a connection first");
    }
    return now.use.cluster();
  }

  @Override
  public final void close() {
    lock.lock();
    try {
      OpenCluster now = open;
      if (!closed && now != null) {
        now.use.release();
      }
      closed = true;
    } finally {
      lock.unlock();
    }
  }
}
