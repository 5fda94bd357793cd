package dev.lagrange.cli.verify;

import dev.lagrange.cli.ConsistencyConverter;
import dev.lagrange.cli.DurationConverter;
import dev.lagrange.cli.Terminals;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.verifier.Disturbance;
import dev.lagrange.verifier.Plan;
import dev.lagrange.verifier.Verification;
import dev.lagrange.verifier.fault.DrawnFaults;
import dev.lagrange.verifier.fault.FaultKind;
import dev.lagrange.verifier.fault.FaultSets;
import dev.lagrange.verifier.history.HistoryFile;
import dev.lagrange.verifier.report.Report;
import dev.lagrange.verifier.workload.WorkloadKind;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code lagrange verify}. */
@Command(
    name = "verify",
    description = {
      "Runs sessions of reads and writes against a cluster and checks everything they saw against"
          + " what the level promises.",
      "Exit codes: 0 every promise was kept, 1 a promise was broken, 2 bad usage, 3 nothing could"
          + " be verified; 128 and a signal's number: interrupted before anything was broken."
    },
    mixinStandardHelpOptions = true,
    sortOptions = false)
public final class VerifyCommand implements Callable<Integer> {

  private static final int UNVERIFIED = 3;
  private static final Duration LONGEST = Duration.ofHours(1);
  private static final int MOST_SESSIONS = 200;

  /** What needs a primary that waits for replicas. */
  private static final Pattern SYNCHRONOUS_OPTION =
      Pattern.compile("strongReads=(index|quorum)|strongFencing=barrier");

  @Spec private CommandSpec spec;

  /** What to end with because of a signal; 0 if there was none. */
  private int interrupted;

  @Option(
      names = "--url",
      paramLabel = "URL",
      description =
          "the cluster: jdbc:lagrange:postgresql://… through the driver, or jdbc:postgresql://… for"
              + " whatever stands there (default: a cluster of its own, started on this machine)")
  private @Nullable String url;

  @Option(
      names = "--read-url",
      paramLabel = "URL",
      description =
          "where reads go, if writes and reads have endpoints of their own; both are"
              + " jdbc:postgresql://… then")
  private @Nullable String readUrl;

  @Option(
      names = "--through",
      paramLabel = "WAY",
      description =
          "what sessions go through to a cluster of its own: ${COMPLETION-CANDIDATES} (default:"
              + " driver); with proxy they are of pgjdbc, before a proxy in this process",
      defaultValue = "driver")
  private Through through;

  @Option(
      names = "--level",
      paramLabel = "LEVEL",
      description =
          "what reads are promised: strong, bounded(1s), eventual or weak; several, separated by"
              + " commas, have their turns (default: ${DEFAULT-VALUE})",
      converter = ConsistencyConverter.class,
      defaultValue = "eventual",
      split = ",")
  private List<Consistency> levels;

  @Option(
      names = "--scope",
      paramLabel = "SCOPE",
      description = "whose writes a session covers: ${COMPLETION-CANDIDATES} (default: cluster)",
      defaultValue = "cluster")
  private SessionScope scope;

  @Option(
      names = "--duration",
      paramLabel = "TIME",
      description = "how long each level runs (default: ${DEFAULT-VALUE})",
      converter = DurationConverter.class,
      defaultValue = "60s")
  private Duration duration;

  @Option(
      names = "--sessions",
      paramLabel = "N",
      description = "how many sessions run at once (default: ${DEFAULT-VALUE})",
      defaultValue = "12")
  private int sessions;

  @Option(
      names = "--workload",
      paramLabel = "NAME",
      description = "what they do: ${COMPLETION-CANDIDATES} (default: all)",
      split = ",")
  private @Nullable List<WorkloadKind> workloads;

  @Option(
      names = "--faults",
      paramLabel = "KIND",
      description =
          "what goes wrong meanwhile, on a cluster of its own only: none, lag, network, crash,"
              + " failover, all, or kinds of faults, separated by commas (default: lag)")
  private @Nullable String faults;

  @Option(
      names = "--options",
      paramLabel = "OPTIONS",
      description =
          "options of the driver as they stand in a URL, joined by &, on a cluster of its own"
              + " only: strongReads=index&probeInterval=100ms",
      defaultValue = "")
  private String options;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "what choices are drawn from (default: a new one, which is printed)")
  private @Nullable Long seed;

  @Option(
      names = "--report",
      paramLabel = "DIR",
      description = "where to write the history and the report")
  private @Nullable Path report;

  @Option(
      names = "--history",
      paramLabel = "FILE",
      description = "only checks a history that was written before")
  private @Nullable Path history;

  /** For picocli. */
  public VerifyCommand() {}

  @Override
  public Integer call() throws InterruptedException {
    if (sessions < 1 || sessions > MOST_SESSIONS) {
      throw refuse(
          "--sessions must be between 1 and %d, not %d".formatted(MOST_SESSIONS, sessions));
    }
    if (duration.isNegative() || duration.isZero() || duration.compareTo(LONGEST) > 0) {
      throw refuse("--duration must be above 0 and up to 1h, not " + Durations.print(duration));
    }
    if (readUrl != null && url == null) {
      throw refuse("--read-url goes with --url, which says where writes go");
    }
    if (faults != null && (url != null || history != null)) {
      throw refuse(
          "--faults needs a cluster that may be broken: leave "
              + (url != null ? "--url" : "--history")
              + " out, and one is started");
    }
    if (!options.isEmpty() && (url != null || history != null)) {
      throw refuse("--options is for a cluster of its own: with --url, write them there");
    }
    if (through == Through.PROXY && (url != null || history != null)) {
      throw refuse(
          "--through proxy is for a cluster of its own: with --url, give the proxy's address");
    }
    if (history != null && url != null) {
      throw refuse("--history only checks what happened before: leave --url out");
    }
    Set<FaultKind> kinds = kinds();
    PrintWriter out = spec.commandLine().getOut();
    Path directory = report;
    try {
      if (directory != null) {
        Files.createDirectories(directory);
      }
      Report written = history == null ? run(kinds, out) : check(history, out);
      written.writeText(out);
      if (directory != null) {
        Reporting.write(written, directory);
        out.println("The whole report: " + directory.resolve("report.html"));
      }
      return exitCode(written);
    } catch (CommandLine.ParameterException e) {
      throw e;
    } catch (SQLException | IOException | RuntimeException e) {
      return unverified(Trouble.sentence(e));
    } catch (OutOfMemoryError e) {
      return unverified(
          "the memory does not suffice (%s): take a shorter --duration, or give Java more, as by JAVA_TOOL_OPTIONS=-Xmx8g"
              .formatted(e.getMessage()));
    }
  }

  private int unverified(String message) {
    spec.commandLine().getErr().println("lagrange verify: " + message);
    return interrupted != 0 ? interrupted : UNVERIFIED;
  }

  /** Who interrupts a run still wants to know what was broken in it. */
  private int exitCode(Report report) {
    if (report.isBroken()) {
      return CommandLine.ExitCode.SOFTWARE;
    }
    if (interrupted != 0) {
      return interrupted;
    }
    return report.isKept() ? CommandLine.ExitCode.OK : UNVERIFIED;
  }

  private CommandLine.ParameterException refuse(String message) {
    return new CommandLine.ParameterException(spec.commandLine(), message);
  }

  private Set<FaultKind> kinds() {
    try {
      return FaultSets.parse(faults == null ? "lag" : faults);
    } catch (IllegalArgumentException unknown) {
      throw refuse(unknown.getMessage());
    }
  }

  private static Report check(Path file, PrintWriter out) throws IOException {
    HistoryFile read = HistoryFile.read(file);
    if (read.torn()) {
      out.println("The last line of " + file + " is torn and was left out.");
    }
    return Reporting.of(read);
  }

  private Report run(Set<FaultKind> kinds, PrintWriter out)
      throws SQLException, IOException, InterruptedException {
    Live live = new Live(out, Terminals.isOutput());
    String target = url;
    if (target != null) {
      return Reporting.of(run(plan(target, target), Disturbance.NONE, live));
    }
    boolean acknowledged =
        kinds.stream().anyMatch(FaultKind::needsSynchronous)
            || SYNCHRONOUS_OPTION.matcher(options).find();
    int synchronous = acknowledged ? 1 : 0;
    out.println(
        "Starting a PostgreSQL primary and two replicas"
            + (synchronous == 0 ? "…" : ", one of which must have each commit…"));
    try (PostgresCluster cluster =
        PostgresCluster.builder().replicas(2).synchronous(synchronous).start()) {
      String own = cluster.driverUrl() + (options.isEmpty() ? "" : "&" + options);
      if (through == Through.DRIVER) {
        return Reporting.of(run(plan(own, own), cluster, kinds, live));
      }
      try (OwnProxy proxy = OwnProxy.start(own, scope, sessions)) {
        return Reporting.of(run(plan(proxy.url(), own), cluster, kinds, live));
      }
    }
  }

  private HistoryFile run(Plan plan, PostgresCluster cluster, Set<FaultKind> kinds, Live live)
      throws SQLException, IOException, InterruptedException {
    DrawnFaults drawn = new DrawnFaults(cluster, kinds, duration, plan.seed(), live::warned);
    return run(plan, drawn, live);
  }

  private HistoryFile run(Plan plan, Disturbance disturbance, Live live)
      throws SQLException, IOException, InterruptedException {
    live.begins(plan);
    Verification verification = new Verification(plan, disturbance, live);
    Consumer<String> interrupt =
        signal -> {
          live.warned(
              signal
                  + ": the run ends now, with a report on what has happened. A second one ends the"
                  + " process at once and leaves the schema behind.");
          verification.stop();
        };
    try (Interruption interruption = Interruption.handle(interrupt)) {
      try {
        return verification.run();
      } finally {
        live.end();
        interrupted = interruption.exitCode();
      }
    }
  }

  /** For a target, of which what is promised between processes is as at another. */
  private Plan plan(String target, String promising) {
    Set<WorkloadKind> kinds;
    if (workloads != null) {
      kinds = EnumSet.copyOf(workloads);
    } else {
      kinds = EnumSet.allOf(WorkloadKind.class);
      if (!Plan.isHandedOver(promising, scope, levels)) {
        kinds.remove(WorkloadKind.HANDOVER);
      }
    }
    long drawn = seed != null ? seed : ThreadLocalRandom.current().nextInt(1, 1_000_000);
    Path file = report == null ? null : report.resolve("history.jsonl");
    try {
      return new Plan(
          target, readUrl, levels, scope, duration, sessions, Plan.THINKING, kinds, drawn, file);
    } catch (IllegalArgumentException refused) {
      throw refuse(refused.getMessage());
    }
  }
}
