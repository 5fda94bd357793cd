package dev.lagrange.cli.demo;

import dev.lagrange.routing.consistency.ConsistencyLevel;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import dev.lagrange.verifier.report.TextTable;
import java.io.PrintWriter;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The results, for people. Immutable. */
record Report(List<LevelRun> runs) {

  private static final int DECISIONS = 3;

  void print(PostgresCluster cluster, PrintWriter out) {
    out.println();
    out.println("Where the reads went, and how long they took");
    out.println();
    out.print(traffic(cluster));
    out.println();
    out.println("  waits: reads that waited for a replica about to catch up (10 ms at most)");
    out.println(
        "  fallbacks: reads that no replica was fresh enough for, so the primary served them");
    out.println();
    out.println("Stale reads, found by comparing every read with what had been written");
    out.println();
    out.print(staleness());
    out.println();
    out.println("  own writes   the user missed a write of their own");
    out.println("  going back   the user saw an older state than they had seen before");
    out.println("  bound        the read missed a write older than the level's bound");
    out.println("  latest       the read missed a write that anybody had finished before it began");
    out.println("  kept         promised by the level, checked, never broken");
    out.println("  (n)          not promised by the level: it happened n times");
    out.println();
    out.println("Why the reads went there");
    out.println();
    runs.forEach(run -> decisions(run, out));
    problems(out);
    out.println(verdict());
  }

  /** Whether some promise was broken, or nothing was checked at some level. */
  boolean isBad() {
    return broken() > 0 || runs.stream().anyMatch(run -> run.tally().reads() == 0);
  }

  private long broken() {
    return runs.stream().mapToLong(LevelRun::broken).sum();
  }

  private TextTable traffic(PostgresCluster cluster) {
    TextTable table =
        new TextTable(
            1,
            "level",
            "reads/s",
            "writes/s",
            "primary",
            "replica 1",
            "replica 2",
            "off primary",
            "p50",
            "p99",
            "waits",
            "fallbacks");
    for (LevelRun run : runs) {
      Tally tally = run.tally();
      List<String> cells = new ArrayList<>();
      cells.add(run.level().toString());
      cells.add(perSecond(tally.reads(), run));
      cells.add(perSecond(tally.writes(), run));
      for (PostgresNode node : cluster.nodes()) {
        cells.add(number(tally.readsOn(Address.id(node))));
      }
      cells.add(share(tally.offPrimary(), tally.reads()));
      cells.add(millis(tally.latency(50)));
      cells.add(millis(tally.latency(99)));
      cells.add(number(run.routes().waits()));
      cells.add(number(run.routes().fallbacks()));
      table.row(cells);
    }
    return table;
  }

  private TextTable staleness() {
    TextTable table =
        new TextTable(1, "level", "own writes", "going back", "bound", "latest", "stalest answer");
    for (LevelRun run : runs) {
      List<String> cells = new ArrayList<>();
      cells.add(run.level().toString());
      for (Promise promise : Promise.values()) {
        cells.add(outcome(run, promise));
      }
      long oldest = run.tally().oldest();
      cells.add(oldest == 0 ? "current" : millis(oldest) + " old");
      table.row(cells);
    }
    return table;
  }

  private static String outcome(LevelRun run, Promise promise) {
    if (promise == Promise.BOUND && run.level().level() != ConsistencyLevel.BOUNDED) {
      return "-";
    }
    long missed = run.tally().missed(promise);
    if (!Promise.of(run.level()).contains(promise)) {
      return "(" + number(missed) + ")";
    }
    return missed == 0 ? "kept" : "BROKEN " + number(missed) + "x";
  }

  private static void decisions(LevelRun run, PrintWriter out) {
    out.println("  " + run.level());
    for (Map.Entry<String, Long> decision :
        run.tally().decisions().stream().limit(DECISIONS).toList()) {
      String share = share(decision.getValue(), run.tally().reads());
      out.println("    %4s  %s".formatted(share, decision.getKey()));
    }
    out.println("          SHOW lagrange.route: " + run.inItsOwnWords());
    out.println();
  }

  private void problems(PrintWriter out) {
    for (LevelRun run : runs) {
      run.tally().examples().forEach(example -> out.println("BROKEN at this level: " + example));
      SQLException error = run.tally().firstError();
      if (error != null) {
        out.println(
            "%s requests failed at %s, the first with: %s (SQLSTATE %s)"
                .formatted(
                    number(run.tally().errors()),
                    run.level(),
                    error.getMessage(),
                    error.getSQLState()));
      }
    }
  }

  /** The outcome in one sentence. */
  String verdict() {
    long reads = runs.stream().mapToLong(run -> run.tally().reads()).sum();
    if (broken() > 0) {
      return "FAILED: %s reads checked, and %s times a level broke its promise."
          .formatted(number(reads), number(broken()));
    }
    if (isBad()) {
      return "FAILED: at some level no read could be checked.";
    }
    return "PASSED: %s reads checked, and every level kept every promise it makes%s."
        .formatted(number(reads), weakness());
  }

  private String weakness() {
    return runs.stream()
        .filter(run -> run.level().level() == ConsistencyLevel.WEAK)
        .findFirst()
        .map(
            run ->
                "; weak, which makes none, served %s stale reads"
                    .formatted(number(run.tally().missed(Promise.RECENCY))))
        .orElse("");
  }

  /** A share in whole percent. */
  static String share(long part, long whole) {
    return whole == 0 ? "-" : Math.round(100.0 * part / whole) + "%";
  }

  private static String perSecond(long count, LevelRun run) {
    return number(Math.round(count * 1e9 / Math.max(1, run.took().toNanos())));
  }

  private static String number(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }

  private static String millis(long nanos) {
    return String.format(Locale.ROOT, nanos < 10_000_000 ? "%.2f ms" : "%,.0f ms", nanos / 1e6);
  }
}
