package dev.lagrange.verifier.mutation;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.Disturbance;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * {@link Trouble#MOVED}, as a virtual address or a name does: whoever connects from now on is with
 * the other server, while the monitor's connection, which nobody ended, is still with the first.
 */
final class MovedAddress implements Disturbance {

  private static final String END_SESSIONS =
      "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
          + PostgresCluster.APP_USER
          + "'";

  private final PostgresNode moved;
  private final PostgresNode late;

  MovedAddress(PostgresCluster cluster) {
    this.moved = cluster.replicas().get(0);
    this.late = cluster.replicas().get(1);
  }

  @Override
  public Ongoing begin() {
    return Turns.undoneBy(this::moveBack)
        .then(this::move, Duration.ofSeconds(5))
        .then(this::moveBack, Duration.ofSeconds(1))
        .begin();
  }

  private void move() throws SQLException {
    late.pauseReplay();
    moved.clientLink().retarget(late::directPort);
    endSessions();
  }

  private void moveBack() throws SQLException {
    moved.clientLink().retarget(moved::directPort);
    late.resumeReplay();
    endSessions();
  }

  private void endSessions() throws SQLException {
    for (PostgresNode node : new PostgresNode[] {moved, late}) {
      try (Connection connection = node.connectAsSuperuser();
          Statement statement = connection.createStatement()) {
        statement.execute(END_SESSIONS);
      }
    }
  }
}
