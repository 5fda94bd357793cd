package dev.lagrange.verifier.mutation;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.Disturbance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * {@link Trouble#OLDER_WHILE_QUIET}. Reads ask for no more than the replica had shown before it was
 * killed, since nobody can write: only its restart stands between them and what it shows now. Its
 * disk must not be ahead, so the cluster is one that makes no restart points by itself.
 */
final class OlderWhileQuiet implements Disturbance {

  /** More than a turn takes; a start may have to wait as long for its first commit. */
  private static final Duration AGE = Duration.ofSeconds(10);

  private final PostgresCluster cluster;
  private final PostgresNode replica;
  private @Nullable Connection lock;

  OlderWhileQuiet(PostgresCluster cluster) {
    this.cluster = cluster;
    this.replica = cluster.replicas().get(0);
  }

  @Override
  public Ongoing begin() {
    return Turns.undoneBy(this::goOn)
        .then(this::checkpoint, Duration.ofSeconds(2))
        .then(this::stopWriting, Duration.ofMillis(600))
        .then(this::restart, Duration.ofSeconds(3))
        .then(this::goOn, Duration.ofMillis(500))
        .begin();
  }

  private void checkpoint() throws SQLException {
    cluster.awaitReplicasCaughtUp();
    for (PostgresNode node : cluster.nodes()) {
      try (Connection connection = node.connectAsSuperuser();
          Statement statement = connection.createStatement()) {
        statement.execute("CHECKPOINT");
      }
    }
  }

  /** Holds up every UPDATE, and leaves no trace in the log. */
  private void stopWriting() throws SQLException {
    Connection connection = cluster.primary().connectAsSuperuser();
    lock = connection;
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(
          "LOCK TABLE lagrange_verify.run, lagrange_verify.register IN EXCLUSIVE MODE");
    }
    cluster.awaitReplicasCaughtUp();
  }

  private void restart() {
    replica.applyDelay(AGE);
    replica.kill();
    replica.start();
  }

  private void goOn() throws SQLException {
    replica.start();
    replica.applyDelay(Duration.ZERO);
    Connection connection = lock;
    lock = null;
    if (connection != null) {
      connection.close();
    }
  }
}
