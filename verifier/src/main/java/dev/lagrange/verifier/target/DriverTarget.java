package dev.lagrange.verifier.target;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.option.ClusterUrl;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.route.Reason;
import dev.lagrange.routing.route.Route;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** A cluster through the driver, which is overheard. Thread-safe. */
final class DriverTarget implements Target, RoutingListener {

  private static final int SPARE_CONNECTIONS = 2;

  private final LagrangeDataSource source;
  private final SessionScope scope;
  private final boolean bounded;
  private final Map<Thread, Route> first = new ConcurrentHashMap<>();
  private final AtomicInteger losses = new AtomicInteger();

  DriverTarget(Address address) throws SQLException {
    this.scope = address.scope();
    this.bounded = address.level().level() == ConsistencyLevel.BOUNDED;
    this.source = new LagrangeDataSource(address.url(), properties(address), this);
  }

  /** The level and the scope are the run's; what else the URL says stands. */
  private static Map<String, String> properties(Address address) throws SQLException {
    Map<String, String> properties = new HashMap<>();
    properties.put("socketTimeout", Integer.toString(Address.SOCKET_TIMEOUT_SECONDS));
    properties.put("connectTimeout", Integer.toString(Address.CONNECT_TIMEOUT_SECONDS));
    properties.put(
        OptionTable.MAX_POOL_SIZE.key(), Integer.toString(address.sessions() + SPARE_CONNECTIONS));
    properties.put(OptionTable.FAILOVER_TIMEOUT.key(), Address.SOCKET_TIMEOUT_SECONDS + "s");
    properties.keySet().removeAll(named(address.url()).keySet());
    properties.put(OptionTable.CONSISTENCY.key(), address.level().toString());
    properties.put(OptionTable.SESSION_SCOPE.key(), address.scope().name());
    return properties;
  }

  private static Map<String, String> named(String url) throws SQLException {
    try {
      return ClusterUrl.parse(url).properties();
    } catch (IllegalArgumentException refused) {
      throw new SQLException(refused.getMessage(), "22023", refused);
    }
  }

  @Override
  public Connection connect(boolean writes) throws SQLException {
    return source.getConnection();
  }

  @Override
  public void giveBack(Connection connection, boolean succeeded) throws SQLException {
    connection.close();
  }

  @Override
  public @Nullable Reason takeReason(@Nullable Connection connection) {
    Route route = first.remove(Thread.currentThread());
    return route == null ? null : route.reason();
  }

  @Override
  public boolean carriesTokens() {
    return scope == SessionScope.CONTEXT;
  }

  /**
   * In scope datasource and within a bound, too: there reads are monotonic on a connection only.
   */
  @Override
  public boolean staysConnected() {
    return scope == SessionScope.CONNECTION
        || scope == SessionScope.DATASOURCE
        || (scope == SessionScope.CLUSTER && bounded);
  }

  /** What covers a write covers what its session had read before, too. */
  @Override
  public boolean knowsWrites() {
    return scope == SessionScope.DATASOURCE || scope == SessionScope.CLUSTER;
  }

  @Override
  public int losses() {
    return losses.get();
  }

  @Override
  public void routed(Route route) {
    first.putIfAbsent(Thread.currentThread(), route);
  }

  @Override
  public void writeInDoubt() {
    if (scope == SessionScope.CLUSTER || scope == SessionScope.DATASOURCE) {
      losses.incrementAndGet();
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
