package dev.lagrange.cli.bench.proxy;

import dev.lagrange.cli.NumberRange;
import dev.lagrange.testbed.ClientProgram;
import dev.lagrange.testbed.PgBouncer;
import dev.lagrange.testbed.Pgpool;
import dev.lagrange.verifier.report.TextTable;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lagrange bench proxy}. */
@Command(
    name = "proxy",
    description = {
      "Starts a PostgreSQL primary and two replicas on this machine, and before them PgBouncer,"
          + " Pgpool-II and Lagrange's proxy; runs pgbench's reads through each in turn, round by"
          + " round, and compares throughput, time on processors and latency.",
      "The programs are looked for by LAGRANGE_PGBENCH, LAGRANGE_PGBOUNCER and LAGRANGE_PGPOOL, else"
          + " on the PATH."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class ProxyBenchCommand implements Callable<Integer> {

  private static final Set<String> MODES = Set.of("simple", "extended", "prepared");

  @Spec private CommandSpec spec;

  @Option(
      names = "--clients",
      paramLabel = "N",
      split = ",",
      description = "how many clients there are, several in turn (default: ${DEFAULT-VALUE})",
      defaultValue = "1,8,64")
  private List<Integer> clients;

  @Option(
      names = "--protocol",
      paramLabel = "NAME",
      split = ",",
      description = "simple, extended or prepared, several in turn (default: ${DEFAULT-VALUE})",
      defaultValue = "simple,extended,prepared")
  private List<String> modes;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "how many turns each way has under each load (default: ${DEFAULT-VALUE})",
      defaultValue = "5")
  private int rounds;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long each turn takes (default: ${DEFAULT-VALUE})",
      defaultValue = "3")
  private int seconds;

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description =
          "how many turns each way has under each load before they count (default:"
              + " ${DEFAULT-VALUE})",
      defaultValue = "5")
  private int warmUp;

  @Option(
      names = "--scale",
      paramLabel = "N",
      description = "of pgbench's tables, in 100,000 rows (default: ${DEFAULT-VALUE})",
      defaultValue = "10")
  private int scale;

  @Option(
      names = "--connections",
      paramLabel = "N",
      description =
          "how many PgBouncer and Lagrange may have to each server (default: ${DEFAULT-VALUE})",
      defaultValue = "20")
  private int connections;

  /** For picocli. */
  public ProxyBenchCommand() {}

  @Override
  public Integer call() throws IOException, InterruptedException {
    NumberRange.check(spec, "--rounds", rounds, 1, 1000);
    NumberRange.check(spec, "--seconds", seconds, 1, 3600);
    NumberRange.check(spec, "--warm-up", warmUp, 0, 1000);
    NumberRange.check(spec, "--scale", scale, 1, 1000);
    NumberRange.check(spec, "--connections", connections, 1, 100);
    for (int some : clients) {
      NumberRange.check(spec, "--clients", some, 1, 200);
    }
    for (String mode : modes) {
      if (!MODES.contains(mode)) {
        throw refused("--protocol must be simple, extended or prepared, not " + mode);
      }
    }
    checkPrograms();
    int most = clients.stream().mapToInt(Integer::intValue).max().orElseThrow();
    PrintWriter out = spec.commandLine().getOut();
    out.println("Starting a PostgreSQL primary, two replicas and four proxies...");
    ProxyBench bench = new ProxyBench(warmUp, rounds);
    TextTable table = ProxyBench.table();
    try (Contest contest = Contest.start(scale, most, connections)) {
      out.println("Lagrange's proxy is process " + contest.pid());
      for (String mode : modes) {
        for (int some : clients) {
          Pgbench load = new Pgbench(mode, some, seconds);
          out.println("  " + load + "...");
          bench.run(contest, load, table);
        }
      }
    }
    out.println();
    out.print(table);
    out.flush();
    return CommandLine.ExitCode.OK;
  }

  private static void checkPrograms() {
    List<String> missing = new ArrayList<>();
    if (!ClientProgram.PGBENCH.isFound()) {
      missing.add(ClientProgram.PGBENCH.notFound());
    }
    if (!PgBouncer.isFound()) {
      missing.add(PgBouncer.NOT_FOUND);
    }
    if (!Pgpool.isFound()) {
      missing.add(Pgpool.NOT_FOUND);
    }
    if (!missing.isEmpty()) {
      throw new IllegalStateException(String.join(System.lineSeparator(), missing));
    }
  }

  private CommandLine.ParameterException refused(String problem) {
    return new CommandLine.ParameterException(spec.commandLine(), problem);
  }
}
