package dev.lagrange.verifier.mutation;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.verifier.Disturbance;
import dev.lagrange.verifier.Plan;
import dev.lagrange.verifier.Verification;
import dev.lagrange.verifier.check.Checkers;
import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.report.Report;
import dev.lagrange.verifier.report.Run;
import dev.lagrange.verifier.workload.WorkloadKind;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The process in which a mutant runs, with the mutant's classes first on its class path. It is told
 * on its standard input what to run, and tells on its standard output when its sessions begin and
 * when they end, so that another process breaks the cluster meanwhile; then what it found.
 */
final class MutantMain {

  static final String BEGUN = "begun";
  static final String OVER = "over";

  /** What a guarantee and a sentence follow. */
  static final String EXAMPLE = "example ";

  /** What the milliseconds from the first operation to the finding follow. */
  static final String MILLIS = "millis ";

  /** What the whole report follows, to the end. */
  static final String REPORT = "report";

  private final BufferedReader in =
      new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  private final PrintWriter out = new PrintWriter(System.out, true, StandardCharsets.UTF_8);

  private MutantMain() {}

  /** Runs one trial. */
  public static void main(String[] arguments) throws Exception {
    new MutantMain().run();
    System.exit(0);
  }

  private void run() throws Exception {
    String url = in.readLine();
    Consistency level = Consistency.parse(in.readLine());
    SessionScope scope = SessionScope.valueOf(in.readLine());
    Set<WorkloadKind> workloads = EnumSet.noneOf(WorkloadKind.class);
    for (String name : in.readLine().split(",", -1)) {
      workloads.add(WorkloadKind.valueOf(name));
    }
    Set<Guarantee> wanted =
        Arrays.stream(in.readLine().split(",", -1))
            .filter(name -> !name.isEmpty())
            .map(Guarantee::valueOf)
            .collect(Collectors.toSet());
    Duration limit = Duration.ofMillis(Long.parseLong(in.readLine()));
    long seed = Long.parseLong(in.readLine());
    Plan plan =
        new Plan(url, null, List.of(level), scope, limit, 8, Plan.THINKING, workloads, seed, null);
    judge(plan, new Impatience(wanted, level));
  }

  private void judge(Plan plan, Impatience impatience) throws Exception {
    Instant startedAt = Instant.now();
    History history = new Verification(plan, this::elsewhere, impatience).run().history();
    Findings findings = Checkers.check(history);
    long millis = impatience.millis();
    out.println(MILLIS + millis);
    for (Findings.Subject subject : findings.brokenPromises()) {
      String sentence = findings.counts().get(subject).examples().get(0).sentence();
      out.println(EXAMPLE + subject.guarantee().name() + " " + sentence.replace('\n', ' '));
    }
    out.println(REPORT);
    Report.of(history, findings, described(plan, startedAt)).writeText(out);
  }

  private static Run described(Plan plan, Instant startedAt) {
    return new Run(
        plan.url(),
        plan.levels(),
        plan.scope(),
        plan.duration(),
        plan.sessions(),
        plan.workloads().stream().map(WorkloadKind::key).sorted().toList(),
        plan.seed(),
        List.of(),
        startedAt,
        "PostgreSQL",
        "with a mutation");
  }

  private Disturbance.Ongoing elsewhere() {
    out.println(BEGUN);
    awaitWord();
    return () -> {
      out.println(OVER);
      awaitWord();
    };
  }

  private void awaitWord() {
    try {
      if (in.readLine() == null) {
        throw new IllegalStateException("Whoever breaks the cluster is gone");
      }
    } catch (IOException e) {
      throw new IllegalStateException("Whoever breaks the cluster is gone", e);
    }
  }
}
