package dev.lagrange.driver;

import dev.lagrange.control.Vendors;
import dev.lagrange.driver.cluster.ClusterRegistry;
import dev.lagrange.driver.connection.RoutedConnection;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.Option;
import dev.lagrange.routing.option.OptionTable;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.DriverPropertyInfo;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The JDBC driver for {@code jdbc:lagrange:postgresql://a:5432,b:5432/db?consistency=eventual}.
 * Connections with the same URL and properties share one monitor and the pools of the nodes.
 * Thread-safe.
 */
public final class LagrangeDriver implements Driver {

  /** The clusters of this process. DriverManager has no close, so they outlive connections. */
  static final ClusterRegistry CLUSTERS = new ClusterRegistry();

  static {
    try {
      DriverManager.registerDriver(new LagrangeDriver());
    } catch (SQLException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** A driver; {@link DriverManager} makes its own. */
  public LagrangeDriver() {}

  /**
   * A logical connection; null if the URL is not for Lagrange. Blocks until the nodes of a cluster
   * that is not known yet have answered once.
   *
   * @throws SQLException if the URL or a property is wrong (22023), or no node answers (08001)
   */
  @Override
  public @Nullable Connection connect(String url, @Nullable Properties info) throws SQLException {
    return acceptsURL(url) ? connect(url, named(info), RoutingListener.NONE) : null;
  }

  static Connection connect(String url, Map<String, String> properties, RoutingListener listener)
      throws SQLException {
    ClusterUrl parsed = Vendors.parse(url);
    return RoutedConnection.open(
        CLUSTERS.use(parsed, CLUSTERS.options(parsed, properties), listener));
  }

  private static Map<String, String> named(@Nullable Properties info) {
    Map<String, String> properties = new LinkedHashMap<>();
    if (info != null) {
      info.stringPropertyNames().forEach(name -> properties.put(name, info.getProperty(name)));
    }
    return properties;
  }

  @Override
  public boolean acceptsURL(@Nullable String url) {
    return url != null && ClusterUrl.accepts(url);
  }

  @Override
  public DriverPropertyInfo[] getPropertyInfo(String url, @Nullable Properties info) {
    List<DriverPropertyInfo> known = new ArrayList<>();
    for (Option<?> option : OptionTable.all()) {
      String given = info == null ? null : info.getProperty(option.key());
      String value = given == null ? option.defaultText().orElse(null) : given;
      DriverPropertyInfo property = new DriverPropertyInfo(option.key(), value);
      property.description = option.description();
      if (!option.choices().isEmpty()) {
        property.choices = option.choices().toArray(String[]::new);
      }
      known.add(property);
    }
    return known.toArray(DriverPropertyInfo[]::new);
  }

  @Override
  public int getMajorVersion() {
    return 0;
  }

  @Override
  public int getMinorVersion() {
    return 1;
  }

  @Override
  public boolean jdbcCompliant() {
    return false;
  }

  @Override
  public Logger getParentLogger() throws SQLFeatureNotSupportedException {
    throw new SQLFeatureNotSupportedException("Lagrange logs through slf4j", "0A000");
  }
}
