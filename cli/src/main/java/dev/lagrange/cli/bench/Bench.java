package dev.lagrange.cli.bench;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.report.TextTable;
import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * One run, from the start of a cluster to the table.
 *
 * @param out where it is shown
 * @param load what is put on each strategy
 * @param lags how far each replica is held behind, one replica each
 */
record Bench(PrintWriter out, Load load, List<Duration> lags) {

  private static final Duration STICKY = Duration.ofSeconds(2);

  /** What makes a strategy, once the one before is gone. */
  private interface Candidate {
    Strategy open() throws SQLException;
  }

  /** Runs every strategy; true if the driver kept its promises. */
  boolean run(int seed) throws SQLException, InterruptedException {
    out.println(
        "Starting a PostgreSQL primary and %d replicas, %s behind..."
            .formatted(lags.size(), lags.stream().map(lag -> lag.toMillis() + " ms").toList()));
    try (PostgresCluster cluster = PostgresCluster.builder().replicas(lags.size()).start()) {
      prepare(cluster);
      out.println(
          ("%,d users; %,d writes/s, each followed by its user's page; %,d reads/s in all; %d s each"
                  + " way; seed %d")
              .formatted(
                  load.users(),
                  load.writesPerSecond(),
                  load.writesPerSecond() * load.readsPerWrite(),
                  load.duration().toSeconds(),
                  seed));
      out.println();
      return compare(cluster, seed);
    }
  }

  private void prepare(PostgresCluster cluster) throws SQLException {
    try (Connection connection =
            cluster.primary().connect(PostgresCluster.APP_USER, PostgresCluster.APP_PASSWORD);
        Statement statement = connection.createStatement()) {
      statement.execute(
          "CREATE TABLE page (id int PRIMARY KEY, ver bigint NOT NULL) WITH (fillfactor = 50)");
      int last = Math.max(load.users(), User.POPULAR) - 1;
      statement.execute(
          "INSERT INTO page SELECT i, 1 FROM generate_series(0, %d) i".formatted(last));
    }
    cluster.awaitReplicasCaughtUp();
    for (int i = 0; i < lags.size(); i++) {
      cluster.replicas().get(i).applyDelay(lags.get(i));
    }
  }

  private boolean compare(PostgresCluster cluster, int seed)
      throws SQLException, InterruptedException {
    TextTable table =
        new TextTable(
            1,
            "reads",
            "off primary",
            "on primary/s",
            "p50",
            "p99",
            "write p50",
            "writes/s",
            "own write missed",
            "went back");
    boolean kept = true;
    for (Candidate candidate : candidates(cluster)) {
      try (Strategy strategy = candidate.open()) {
        out.println("  " + strategy.name() + "...");
        warmUp().run(strategy, seed);
        Figures figures = load.run(strategy, seed);
        table.row(cells(strategy, figures));
        kept &= figures.firstError() == null && strategy.isKept(figures);
      }
    }
    out.println();
    out.print(table);
    out.println();
    out.println("  own write missed   a user's page did not show what the user had saved");
    out.println("  went back          a user was shown an older state of a row than before");
    out.println();
    out.println(kept ? "PASSED: eventual and bounded broke no promise." : "FAILED: see above.");
    return kept;
  }

  /** The same for a moment, so that compilers and pools are done when it counts. */
  private Load warmUp() {
    Duration moment = load.duration().dividedBy(4);
    return new Load(
        load.users(), load.writesPerSecond(), load.readsPerWrite(), load.threads(), moment);
  }

  private List<Candidate> candidates(PostgresCluster cluster) {
    int connections = load.threads();
    List<Candidate> all = new ArrayList<>();
    all.add(
        () -> new StickyStrategy("primary for 2 s after a write", cluster, STICKY, connections));
    all.add(() -> new StickyStrategy("replicas in turn", cluster, Duration.ZERO, connections));
    Consistency eventual = Consistency.EVENTUAL;
    for (SessionScope scope :
        List.of(SessionScope.CONTEXT, SessionScope.DATASOURCE, SessionScope.CLUSTER)) {
      all.add(() -> new DriverStrategy(cluster, eventual, scope, connections));
    }
    Consistency bounded = Consistency.bounded(Duration.ofSeconds(1));
    all.add(() -> new DriverStrategy(cluster, bounded, SessionScope.CONTEXT, connections));
    all.add(() -> new DriverStrategy(cluster, Consistency.WEAK, SessionScope.CONTEXT, connections));
    all.add(
        () -> new DriverStrategy(cluster, Consistency.STRONG, SessionScope.CONTEXT, connections));
    return all;
  }

  private List<String> cells(Strategy strategy, Figures figures) {
    long reads = figures.read.sum();
    double seconds = load.duration().toNanos() / 1e9;
    return List.of(
        strategy.name(),
        reads == 0 ? "-" : "%.1f%%".formatted(100.0 * figures.onReplicas.sum() / reads),
        number(Math.round((reads - figures.onReplicas.sum()) / seconds)),
        millis(figures.reads.percentile(50)),
        millis(figures.reads.percentile(99)),
        millis(figures.writes.percentile(50)),
        number(Math.round(figures.written.sum() / seconds)),
        number(figures.ownWriteMissed.sum()),
        number(figures.wentBack.sum())
            + (figures.errors.sum() == 0
                ? ""
                : ", " + figures.errors + " failed: " + figures.firstError()));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, "%.2f ms", nanos / 1e6);
  }
}
