package dev.lagrange.cli.bench;

import dev.lagrange.cli.NumberRange;
import dev.lagrange.cli.bench.proxy.ProxyBenchCommand;
import dev.lagrange.routing.spelling.Durations;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lagrange bench}. */
@Command(
    name = "bench",
    description = {
      "Starts a PostgreSQL primary and replicas on this machine, puts the same load on them in turn"
          + " as frameworks route it (who wrote reads from the primary for 2 s) and through the"
          + " driver at each level, and compares where the reads went, how long they took, and what"
          + " they missed.",
      "The exit code is 1 if a level broke a promise."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false,
    subcommands = ProxyBenchCommand.class)
public final class BenchCommand implements Callable<Integer> {

  private static final Duration LONGEST_LAG = Duration.ofHours(1);

  @Spec private CommandSpec spec;

  @Option(
      names = "--seconds",
      paramLabel = "N",
      description = "how long each way runs (default: ${DEFAULT-VALUE})",
      defaultValue = "10")
  private int seconds;

  @Option(
      names = "--writes",
      paramLabel = "N",
      description = "writes a second (default: ${DEFAULT-VALUE})",
      defaultValue = "1000")
  private int writes;

  @Option(
      names = "--reads",
      paramLabel = "N",
      description =
          "reads for each write, the user's own page included (default: ${DEFAULT-VALUE})",
      defaultValue = "3")
  private int reads;

  @Option(
      names = "--users",
      paramLabel = "N",
      description = "how many users there are (default: ${DEFAULT-VALUE})",
      defaultValue = "10000")
  private int users;

  @Option(
      names = "--threads",
      paramLabel = "N",
      description = "how many requests may be under way at once (default: ${DEFAULT-VALUE})",
      defaultValue = "32")
  private int threads;

  @Option(
      names = "--lag",
      paramLabel = "DURATION",
      split = ",",
      description = "how far each replica is held behind (default: ${DEFAULT-VALUE})",
      defaultValue = "5ms,500ms")
  private List<String> lags;

  @Option(names = "--seed", paramLabel = "N", description = "what is random (default: drawn)")
  private Integer seed;

  /** For picocli. */
  public BenchCommand() {}

  @Override
  public Integer call() throws SQLException, InterruptedException {
    NumberRange.check(spec, "--seconds", seconds, 1, 3600);
    NumberRange.check(spec, "--writes", writes, 1, 1_000_000);
    NumberRange.check(spec, "--reads", reads, 1, 1000);
    NumberRange.check(spec, "--threads", threads, 1, 1000);
    NumberRange.check(spec, "--users", users, Math.max(threads, User.POPULAR), 1_000_000);
    Load load = new Load(users, writes, reads, threads, Duration.ofSeconds(seconds));
    PrintWriter out = spec.commandLine().getOut();
    int chosen = seed == null ? ThreadLocalRandom.current().nextInt(1_000_000) : seed;
    boolean kept = new Bench(out, load, lags()).run(chosen);
    return kept ? CommandLine.ExitCode.OK : CommandLine.ExitCode.SOFTWARE;
  }

  private List<Duration> lags() {
    List<Duration> durations = new ArrayList<>();
    for (String lag : lags) {
      Duration duration;
      try {
        duration = Durations.parse(lag.strip());
      } catch (IllegalArgumentException e) {
        throw new CommandLine.ParameterException(spec.commandLine(), "--lag: " + e.getMessage(), e);
      }
      if (duration.compareTo(LONGEST_LAG) > 0) {
        throw new CommandLine.ParameterException(
            spec.commandLine(), "--lag must be between 0ms and 1h, not " + lag);
      }
      durations.add(duration);
    }
    return durations;
  }
}
