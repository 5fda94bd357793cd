package dev.lagrange.cli.demo;

import dev.lagrange.cli.ConsistencyConverter;
import dev.lagrange.cli.NumberRange;
import dev.lagrange.cli.Terminals;
import dev.lagrange.proxy.Proxy;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lagrange demo}. */
@Command(
    name = "demo",
    description = {
      "Starts a PostgreSQL primary and two replicas on this machine, holds the replicas back, runs"
          + " writers and readers through the driver at each level, and counts the stale reads.",
      "The exit code is 1 if a level broke a promise."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class DemoCommand implements Callable<Integer> {

  private static final int FEWEST_ROWS = 1000;
  private static final int MOST_ROWS = 10_000_000;
  private static final int LONGEST_SECONDS = 3600;

  @Spec private CommandSpec spec;

  @Option(
      names = "--once",
      description = "end after the run; otherwise the cluster stays up for you to connect to")
  private boolean once;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long each level runs (default: ${DEFAULT-VALUE})",
      defaultValue = "10")
  private int seconds;

  @Option(
      names = "--rows",
      paramLabel = "N",
      description = "how many rows are loaded (default: ${DEFAULT-VALUE})",
      defaultValue = "100000")
  private int rows;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "a level to run: strong, bounded(1s), eventual or weak; may be repeated (default: all"
              + " four, weak first)",
      converter = ConsistencyConverter.class,
      defaultValue = "weak,eventual,bounded(1s),strong",
      split = ",")
  private List<Consistency> levels;

  /** For picocli. */
  public DemoCommand() {}

  @Override
  public Integer call() throws SQLException, InterruptedException {
    NumberRange.check(spec, "--seconds", seconds, 1, LONGEST_SECONDS);
    NumberRange.check(spec, "--rows", rows, FEWEST_ROWS, MOST_ROWS);
    PrintWriter out = spec.commandLine().getOut();
    Demo demo = new Demo(out, DataSet.ofRows(rows), Duration.ofSeconds(seconds), levels);
    boolean kept = demo.run(once ? cluster -> {} : cluster -> stayUp(cluster, out));
    return kept ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private static void stayUp(PostgresCluster cluster, PrintWriter out)
      throws SQLException, InterruptedException {
    try (Proxy proxy = DemoProxy.start(cluster)) {
      stayUp(cluster, proxy, out);
    }
  }

  private static void stayUp(PostgresCluster cluster, Proxy proxy, PrintWriter out)
      throws InterruptedException {
    out.println();
    out.println("The cluster stays up, and its replicas are healthy again. Connect with");
    out.println();
    out.println("  Lagrange    " + Address.jdbc(cluster));
    out.println(
        "  its proxy   psql '" + Address.libpq(cluster.primary().host(), proxy.port()) + "'");
    out.println("  primary     psql '" + Address.libpq(cluster.primary()) + "'");
    int number = 1;
    for (PostgresNode replica : cluster.replicas()) {
      out.println("  replica " + number++ + "   psql '" + Address.libpq(replica) + "'");
    }
    out.println();
    out.println(
        "User %s, password %s, database %s. %s, and everything is deleted."
            .formatted(
                PostgresCluster.APP_USER,
                PostgresCluster.APP_PASSWORD,
                PostgresCluster.DATABASE,
                Terminals.isInput() ? "Press Enter or Ctrl-C" : "Press Ctrl-C"));
    awaitEnd();
  }

  /** Returns at Enter; Ctrl-C ends the JVM, whose end ends the cluster. */
  private static void awaitEnd() throws InterruptedException {
    try {
      if (System.in.read() >= 0) {
        return;
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    new CountDownLatch(1).await();
  }
}
