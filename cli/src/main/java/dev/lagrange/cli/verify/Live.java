package dev.lagrange.cli.verify;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.verifier.Plan;
import dev.lagrange.verifier.Watcher;
import dev.lagrange.verifier.workload.Tally;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.Locale;
import java.util.stream.Collectors;

/** The live line: one that changes on a terminal, one every ten seconds elsewhere. */
final class Live implements Watcher {

  private static final Duration BETWEEN_LINES = Duration.ofSeconds(10);

  private final PrintWriter out;
  private final boolean terminal;
  private Duration last = Duration.ZERO;
  private int width;

  Live(PrintWriter out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Says what is going to happen, and the seed, without which it cannot be made to again. */
  void begins(Plan plan) {
    out.printf(
        Locale.ROOT,
        "%d sessions for %s at %s, seed %d%n",
        plan.sessions(),
        Durations.print(plan.duration()),
        plan.levels().stream().map(Consistency::toString).collect(Collectors.joining(", ")),
        plan.seed());
  }

  @Override
  public synchronized void running(Consistency level, Duration elapsed, Tally tally) {
    if (terminal) {
      String line = line(level, elapsed, tally);
      width = Math.max(width, line.length());
      out.print('\r' + line + " ".repeat(width - line.length()));
      out.flush();
      return;
    }
    if (elapsed.compareTo(last) < 0) {
      last = Duration.ZERO;
    }
    if (elapsed.minus(last).compareTo(BETWEEN_LINES) >= 0) {
      last = elapsed;
      out.println(line(level, elapsed, tally));
    }
  }

  @Override
  public synchronized void warned(String sentence) {
    end();
    out.println(sentence);
  }

  /** Leaves the line that changes. */
  synchronized void end() {
    if (width > 0) {
      out.println();
      width = 0;
    }
  }

  private static String line(Consistency level, Duration elapsed, Tally tally) {
    return String.format(
        Locale.ROOT,
        "  %-12s %3d s  %,d operations: %,d reads (%,d on replicas), %,d writes, %,d failed, %,d"
            + " unknown",
        level,
        elapsed.toSeconds(),
        tally.operations(),
        tally.reads(),
        tally.onReplicas(),
        tally.writes(),
        tally.failed(),
        tally.unknown());
  }
}
