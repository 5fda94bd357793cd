package dev.lagrange.driver;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * Measures what statements through the driver have the primary execute, by its own count, once
 * connections are open and the catalog is known. The driver's regular probes are so rare meanwhile
 * that they do not count. Not thread-safe.
 */
final class CostMeter implements AutoCloseable {

  /**
   * What some statements had the nodes execute.
   *
   * @param kind what they are, for the table
   * @param threads how many threads executed them at the same time
   * @param statements how many there were
   * @param onReplicas how many of the statements replicas served
   * @param app what the application's connections had the primary execute
   * @param monitor what the driver's monitor had it execute
   */
  record Cost(String kind, int threads, int statements, long onReplicas, long app, long monitor) {

    static final String HEAD =
        "%-30s %7s %10s %11s %12s %16s %13s"
            .formatted(
                "kind",
                "threads",
                "statements",
                "on replicas",
                "primary: app",
                "primary: monitor",
                "per statement");

    String line() {
      return "%-30s %7d %10d %10.1f%% %12d %16d %13.3f"
          .formatted(
              kind,
              threads,
              statements,
              100.0 * onReplicas / statements,
              app,
              monitor,
              (double) (app + monitor) / statements);
    }
  }

  private static final int WARM_UP = 5;

  private final List<Cost> costs = new ArrayList<>();
  private final PostgresCluster cluster;
  private final ExecutedStatements executed;
  private final String read;
  private final int maxPoolSize;

  /**
   * A meter for a cluster that was built by {@link ExecutedStatements#counting}.
   *
   * @param read the statement that is counted on replicas
   * @param maxPoolSize how many threads there are at most
   */
  CostMeter(PostgresCluster cluster, String read, int maxPoolSize) throws SQLException {
    this.cluster = cluster;
    this.executed = new ExecutedStatements(cluster);
    this.read = read;
    this.maxPoolSize = maxPoolSize;
  }

  /** What was measured, as a table. */
  List<String> lines() {
    return Stream.concat(Stream.of(Cost.HEAD), costs.stream().map(Cost::line).sorted()).toList();
  }

  /**
   * Measures statements: 200 of one thread, 50 of each of several.
   *
   * @param kind what they are, for the table
   * @param options of the driver
   * @param step executes one of them
   */
  Cost cost(String kind, String options, int threads, Workload.Step step) throws Exception {
    int each = threads == 1 ? 200 : 50;
    cluster.awaitReplicasCaughtUp();
    // its own name, so that it shares neither monitor nor pools with what was measured before
    String url =
        "ApplicationName=cost-%d&probeInterval=1min&catalogRefresh=1d&maxPoolSize=%d&%s"
            .formatted(costs.size(), maxPoolSize, options);
    try (LagrangeDataSource source =
        new LagrangeDataSource(LagrangeUrl.of(cluster, url), Map.of())) {
      warmUp(source, threads, step);
      executed.reset();
      run(source, threads, connection -> repeat(connection, each, step));
      long onReplicas = 0;
      for (PostgresNode replica : cluster.replicas()) {
        onReplicas += executed.on(replica, PostgresCluster.APP_USER, read);
      }
      long app = executed.on(cluster.primary(), PostgresCluster.APP_USER);
      long monitor = executed.on(cluster.primary(), PostgresCluster.MONITOR_USER);
      Cost cost = new Cost(kind, threads, threads * each, onReplicas, app, monitor);
      costs.add(cost);
      return cost;
    }
  }

  /** Opens as many connections to the primary as there are threads, and waits for the replicas. */
  private void warmUp(DataSource source, int threads, Workload.Step step) throws Exception {
    CyclicBarrier allHold = new CyclicBarrier(threads);
    run(
        source,
        threads,
        connection -> {
          connection.setAutoCommit(false);
          LagrangeUrl.value(connection, read);
          allHold.await(2, TimeUnit.MINUTES);
          connection.rollback();
          connection.setAutoCommit(true);
          repeat(connection, WARM_UP, step);
        });
    try (Connection connection = source.getConnection()) {
      for (String level : List.of("weak", "eventual")) {
        LagrangeUrl.awaitReadOnReplica(connection, "/*+ consistency(" + level + ") */ " + read);
      }
    }
  }

  /** What one thread does on its connection. */
  private interface Part {
    void on(Connection connection) throws Exception;
  }

  private static void run(DataSource source, int threads, Part part) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(threads);
    try {
      Callable<Void> one =
          () -> {
            try (Connection connection = source.getConnection()) {
              part.on(connection);
            }
            return null;
          };
      for (Future<Void> done : executor.invokeAll(Collections.nCopies(threads, one))) {
        done.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }

  private static void repeat(Connection connection, int times, Workload.Step step)
      throws SQLException {
    for (int i = 0; i < times; i++) {
      step.run(connection);
    }
  }

  @Override
  public void close() throws SQLException {
    executed.close();
  }
}
