package dev.lagrange.applications;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;

/**
 * A primary and two replicas, of which one stands still while an application runs. An application
 * reaches it by {@link #url} and by nothing else of Lagrange.
 */
final class LaggingCluster implements AutoCloseable {

  private static final int ROUNDS = 100;

  private final PostgresCluster servers = PostgresCluster.builder().replicas(2).start();

  /** What the application has in its configuration. */
  String url(String consistency) {
    // Nobody is down, or too far behind, because the machine is busy; and each replica has its
    // turn.
    return servers.driverUrl()
        + "&probeTimeout=30s&connectionTimeout=1min&replicaWait=1s&selector=roundRobin&consistency="
        + consistency;
  }

  /** The application's own pool. */
  HikariDataSource pool(String consistency) {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(url(consistency));
    config.setMaximumPoolSize(4);
    return new HikariDataSource(config);
  }

  /**
   * Waits until the application has read from the replica that is to be held back: one of which the
   * driver does not know yet how far it has come serves no read, at weak neither. From then on that
   * replica shows what is there now, until {@link #release}.
   */
  void holdOneReplicaBack(Reader application) {
    servers.awaitReplicasCaughtUp();
    PostgresNode replica = servers.replicas().get(0);
    Await.until(
        "a read on " + replica.name(),
        Await.PATIENCE,
        () -> application.read().node().equals(replica.name()));
    replica.pauseReplay();
  }

  /** The replica goes on. */
  void release() {
    servers.replicas().get(0).resumeReplay();
  }

  /** Somebody who reads. */
  @FunctionalInterface
  interface Reader {
    Register.Seen read() throws Exception;
  }

  /** How the primary calls itself, see {@link Register#NODE}. */
  String primary() {
    return servers.primary().name();
  }

  /**
   * Holds one replica back, writes and reads by turns, each read over another connection of the
   * pool than the write before it, and prints what came of it.
   */
  Tally readBack(String application, HikariDataSource pool, Register register) throws Exception {
    Tally tally = new Tally(application, primary());
    holdOneReplicaBack(register::read);
    try {
      for (int value = 1; value <= ROUNDS; value++) {
        register.write(value);
        // A pool hands the same thread the connection that it gave back last.
        try (Connection written = pool.getConnection()) {
          tally.count(register.read(), value);
          tally.count(register.readDeclaredReadOnly(), value);
        }
      }
    } finally {
      release();
    }
    System.out.println(tally);
    return tally;
  }

  @Override
  public void close() {
    servers.close();
  }
}
