package dev.lagrange.cli.bench;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What frameworks do: who wrote reads from the primary for some time, and everybody else from the
 * replicas in turn. Ruby on Rails' automatic switching waits two seconds (its {@code
 * database_resolver} option {@code delay}). With a time of zero nobody is bound to the primary;
 * with an endless one nobody leaves it. Over pgjdbc and HikariCP alone.
 */
final class StickyStrategy implements Strategy {

  private final String name;
  private final long stickyNanos;
  private final HikariDataSource primary;
  private final List<HikariDataSource> replicas;
  private final AtomicInteger turn = new AtomicInteger();

  StickyStrategy(String name, PostgresCluster cluster, Duration sticky, int connections) {
    this.name = name;
    this.stickyNanos = sticky.toNanos();
    this.primary = pool(cluster.primary(), connections);
    this.replicas = cluster.replicas().stream().map(node -> pool(node, connections)).toList();
  }

  private static HikariDataSource pool(PostgresNode node, int connections) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(node.jdbcUrl());
    config.setUsername(PostgresCluster.APP_USER);
    config.setPassword(PostgresCluster.APP_PASSWORD);
    config.setMaximumPoolSize(connections);
    config.setConnectionTimeout(Duration.ofMinutes(1).toMillis());
    return new HikariDataSource(config);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public Reply serve(User user, boolean writes, Work work) throws SQLException {
    boolean bound =
        user.wroteAt != Long.MIN_VALUE && System.nanoTime() - user.wroteAt < stickyNanos;
    boolean onReplica = !writes && !bound;
    HikariDataSource pool =
        onReplica ? replicas.get(Math.floorMod(turn.getAndIncrement(), replicas.size())) : primary;
    try (Connection connection = pool.getConnection()) {
      return new Reply(work.on(connection), onReplica);
    }
  }

  /** It promises nothing. */
  @Override
  public boolean isKept(Figures figures) {
    return true;
  }

  @Override
  public void close() {
    primary.close();
    replicas.forEach(HikariDataSource::close);
  }
}
