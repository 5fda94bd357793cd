package dev.lagrange.cli.bench;

import dev.lagrange.cli.measure.Routes;
import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.driver.context.SessionContext;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Map;

/**
 * The driver at one level. In scope {@code context} each user's token is kept between requests, as
 * a cookie would be.
 */
final class DriverStrategy implements Strategy {

  private final Consistency level;
  private final SessionScope scope;
  private final LagrangeDataSource source;
  private final Routes routes = new Routes();

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
    this.source = new LagrangeDataSource(cluster.driverUrl(), properties, routes);
  }

  @Override
  public String name() {
    return level + ", " + scope.name().toLowerCase(Locale.ROOT);
  }

  /** In scope datasource reads are monotonic on a connection, and here each request has its own. */
  @Override
  public boolean isKept(Figures figures) {
    if (level.level() == ConsistencyLevel.WEAK) {
      return true;
    }
    return figures.ownWriteMissed.sum() == 0
        && (scope == SessionScope.DATASOURCE || figures.wentBack.sum() == 0);
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
      return new Reply(version, routes.last().role() == Role.REPLICA);
    }
  }

  @Override
  public void close() {
    source.close();
  }
}
