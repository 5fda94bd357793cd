package dev.lagrange.applications;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.testbed.PostgresCluster;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * A primary and two replicas, of which one stands still once it is told to. An application reaches
 * it by {@link #url} and by nothing else of Lagrange.
 */
final class LaggingCluster implements AutoCloseable {

  /** As many as show a stale read by chance, again and again. */
  private static final int ROUNDS = 100;

  private final PostgresCluster servers = PostgresCluster.builder().replicas(2).start();

  /** What the application has in its configuration. */
  String url(String consistency) {
    // Nobody is down, or too far behind, because the machine is busy.
    return servers.driverUrl()
        + "&probeTimeout=30s&connectionTimeout=1min&replicaWait=1s&consistency="
        + consistency;
  }

  /** The application's own pool. */
  HikariDataSource pool(String consistency) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(consistency));
    config.setMaximumPoolSize(4);
    return new HikariDataSource(config);
  }

  /** The first replica shows what is there now, and nothing that is written from now on. */
  void holdOneReplicaBack() {
    servers.awaitReplicasCaughtUp();
    servers.replicas().get(0).pauseReplay();
  }

  /** Lets the replica that was held back go on. */
  void release() {
    servers.replicas().get(0).resumeReplay();
    servers.awaitReplicasCaughtUp();
  }

  /**
   * Writes and reads by turns, each read over another connection of the pool than the write before
   * it, and prints what came of it.
   */
  Tally readBack(String application, HikariDataSource pool, Register register) throws Exception {
    Tally tally = new Tally(application, servers.primary().name());
    for (int value = 1; value <= ROUNDS; value++) {
      register.write(value);
      // A pool hands the same thread the connection that it gave back last.
      try (Connection written = pool.getConnection()) {
        tally.count(register.read(), value);
        tally.count(register.readDeclaredReadOnly(), value);
      }
    }
    System.out.println(tally);
    return tally;
  }

  /** A plain connection to the primary, for what no application does. */
  Connection owner() throws SQLException {
    return servers.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
  }

  @Override
  public void close() {
    servers.close();
  }
}
