package dev.lagrange.cli.demo;

import java.io.PrintWriter;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** The live lines: one that changes on a terminal, one a second elsewhere. Not thread-safe. */
final class Screen {

  private final PrintWriter out;
  private final boolean terminal;
  private final BooleanSupplier replicaPaused;
  private int width;

  Screen(PrintWriter out, boolean terminal, BooleanSupplier replicaPaused) {
    this.out = out;
    this.terminal = terminal;
    this.replicaPaused = replicaPaused;
  }

  /** Waits until the next line is due. */
  void pause() throws InterruptedException {
    TimeUnit.MILLISECONDS.sleep(terminal ? 200 : 1000);
  }

  void live(LevelRun run) {
    String line = line(run) + (replicaPaused.getAsBoolean() ? "   (replica 2 paused)" : "");
    if (terminal) {
      out.print('\r' + padded(line));
      out.flush();
    } else {
      out.println(line);
    }
  }

  /** The line that stays. */
  void done(LevelRun run) {
    if (terminal) {
      out.println('\r' + padded(line(run)));
      width = 0;
    }
  }

  private String padded(String line) {
    width = Math.max(width, line.length());
    return line + " ".repeat(width - line.length());
  }

  private static String line(LevelRun run) {
    Tally tally = run.tally();
    return String.format(
        Locale.ROOT,
        "  %-12s %3d s  %,7d reads, %s from replicas; missed: own writes %,d, going back %,d,"
            + " latest %,d",
        run.level(),
        run.elapsed().toSeconds(),
        tally.reads(),
        Report.share(tally.offPrimary(), tally.reads()),
        tally.missed(Promise.READ_YOUR_WRITES),
        tally.missed(Promise.MONOTONIC_READS),
        tally.missed(Promise.RECENCY));
  }
}
