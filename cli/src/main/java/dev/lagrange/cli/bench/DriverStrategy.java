package dev.lagrange.cli.bench;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.event.RoutingListener;
import dev.lagrange.routing.route.Route;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/**
 * The driver at one level. In scope {@code context} each user's token is kept between requests, as
 * a cookie would be.
 */
final class DriverStrategy implements Strategy, RoutingListener {

  /** Where the last statement of a thread ran. */
  private static final ThreadLocal<Role> LAST = new ThreadLocal<>();

  private final Consistency level;
  private final SessionScope scope;
  private final LagrangeDataSource source;

  DriverStrategy(PostgresCluster cluster, Consistency level, SessionScope scope, int connections)
      throws SQLException {
    this.level = level;
    this.scope = scope;
    Map<String, String> properties =
        Map.of(
            "consistency", level.toString(),
            "sessionScope", scope.name().toLowerCase(Locale.ROOT),
            "maxPoolSize", Integer.toString(connections),
            // all share one machine, which is busy for a moment now and then
            "probeTimeout", "10s",
            "connectionTimeout", "1min");
    this.source = new LagrangeDataSource(cluster.driverUrl(), properties, this);
  }

  @Override
  public String name() {
    return level + ", " + scope.name().toLowerCase(Locale.ROOT);
  }

  /** Whether it promises nothing of what is counted. */
  boolean isWeak() {
    return level.level() == ConsistencyLevel.WEAK;
  }

  /** Whether reads over different connections are promised not to go back. */
  boolean isMonotonic() {
    return scope != SessionScope.DATASOURCE;
  }

  @Override
  public void routed(Route route) {
    LAST.set(route.role());
  }

  @Override
  public Reply serve(User user, boolean writes, Work work) throws SQLException {
    if (scope != SessionScope.CONTEXT) {
      return serve(work);
    }
    try (SessionContext context = SessionContext.open(user.token)) {
      Reply reply = serve(work);
      user.token = context.token();
      return reply;
    }
  }

  private Reply serve(Work work) throws SQLException {
    try (Connection connection = source.getConnection()) {
      long version = work.on(connection);
      return new Reply(version, LAST.get() == Role.REPLICA);
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
