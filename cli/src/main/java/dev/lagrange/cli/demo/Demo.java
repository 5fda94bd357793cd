package dev.lagrange.cli.demo;

import dev.lagrange.cli.Terminals;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The demo from start to end.
 *
 * @param out where it is shown
 * @param data what is loaded
 * @param perLevel how long each level runs
 * @param levels the levels, in order
 */
record Demo(PrintWriter out, DataSet data, Duration perLevel, List<Consistency> levels) {

  private static final int SET_UP_SECONDS = 15;

  /** What follows the runs, while the cluster is still up. */
  interface Epilogue {
    void play(PostgresCluster cluster) throws SQLException, InterruptedException;
  }

  /** Runs every level; true if all promises were kept. */
  boolean run(Epilogue epilogue) throws SQLException, InterruptedException {
    announce();
    long startedAt = System.nanoTime();
    out.print("Starting a PostgreSQL primary and two replicas... ");
    out.flush();
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(2).start()) {
      out.println(since(startedAt));
      describe(cluster);
      load(cluster);
      Report report = new Report(runLevels(cluster));
      report.print(cluster, out);
      epilogue.play(cluster);
      return !report.isBad();
    }
  }

  private void announce() {
    long seconds = SET_UP_SECONDS + perLevel.toSeconds() * levels.size();
    out.println(
        "This takes about %d s: it starts a real cluster on this machine, runs a bank and a shop on it"
            .formatted(seconds));
    out.println(
        "for %d s at each level, disturbs the replicas, and checks every read against what was written."
            .formatted(perLevel.toSeconds()));
    out.println();
  }

  private void describe(PostgresCluster cluster) {
    List<PostgresNode> replicas = cluster.replicas();
    out.println("  primary     " + Address.id(cluster.primary()));
    out.println("  replica 1   " + Address.id(replicas.get(0)) + "   will be held 2 s behind");
    out.println(
        "  replica 2   "
            + Address.id(replicas.get(1))
            + "   will stop replaying for 1 s of every 5");
    out.println("  It all runs on this machine, with fsync off: do not take it for a benchmark.");
    out.println();
  }

  private void load(PostgresCluster cluster) throws SQLException {
    long startedAt = System.nanoTime();
    out.print(
        String.format(
            Locale.ROOT,
            "Loading %,d rows through the driver (accounts, customers, products, orders, lines)... ",
            data.rows()));
    out.flush();
    String url = Address.jdbc(cluster) + "&reWriteBatchedInserts=true";
    try (Connection connection = DriverManager.getConnection(url)) {
      data.load(connection);
    }
    cluster.awaitReplicasCaughtUp();
    out.println(since(startedAt));
    out.println();
  }

  private List<LevelRun> runLevels(PostgresCluster cluster)
      throws SQLException, InterruptedException {
    out.println("Eight users write, read back, browse and ask for reports, over one data source:");
    out.println();
    List<PostgresNode> replicas = cluster.replicas();
    Checker checker = new Checker(Workload.HOT_ROWS, System::nanoTime);
    List<LevelRun> runs = new ArrayList<>();
    try (Faults faults = Faults.inflict(replicas.get(0), replicas.get(1))) {
      Screen screen = new Screen(out, Terminals.isOutput(), faults::isPaused);
      for (Consistency level : levels) {
        LevelRun run = new LevelRun(level);
        runs.add(run);
        run.run(cluster, data, checker, perLevel, screen);
      }
    }
    return runs;
  }

  private static String since(long startedAt) {
    return String.format(Locale.ROOT, "%.1f s", (System.nanoTime() - startedAt) / 1e9);
  }
}
