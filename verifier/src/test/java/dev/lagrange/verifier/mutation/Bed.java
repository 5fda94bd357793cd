package dev.lagrange.verifier.mutation;

import dev.lagrange.driver.LagrangeDataSource;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.check.Guarantee;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** A cluster on which drivers are judged, one after the other. Not thread-safe. */
final class Bed implements AutoCloseable {

  private final PostgresCluster cluster;

  /** One that has just been started. */
  Bed(Replication replication) {
    this.cluster = replication.start();
  }

  /** Judges a driver, whatever became of the one before it. */
  Suspect.Verdict judge(Path classes, Trial trial, Set<Guarantee> wanted, Duration limit, long seed)
      throws IOException, SQLException {
    try (Connection connection = cluster.primary().connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP SCHEMA IF EXISTS lagrange_verify CASCADE");
    }
    cluster.awaitReplicasCaughtUp();
    return new Suspect(classes, cluster, trial).judge(wanted, limit, seed);
  }

  /** Opens the driver as it is, and closes it again. */
  void open(String options) throws SQLException {
    new LagrangeDataSource(cluster.driverUrl() + "&" + options, Map.of()).close();
  }

  /** A row of the table of what was caught how. */
  static String line(Mutation mutation, Suspect.Verdict verdict) {
    Set<Guarantee> by = verdict.broken();
    return "%6.1f s  %-80s %s"
        .formatted(
            verdict.millis() / 1000.0,
            mutation.name(),
            by.isEmpty()
                ? "NOT CAUGHT"
                : by.stream().map(Guarantee::title).collect(Collectors.joining(", ")));
  }

  @Override
  public void close() {
    cluster.close();
  }
}
