package dev.lagrange.verifier.report;

import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.report.figure.Figures;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The result of a run, for people and for programs. Immutable. */
public final class Report {

  private final Run run;
  private final Verdict verdict;
  private final Counterexamples stories;
  private final Figures figures;

  private Report(Run run, Verdict verdict, Figures figures) {
    this.run = run;
    this.verdict = verdict;
    this.stories = Counterexamples.of(verdict, run);
    this.figures = figures;
  }

  /**
   * Computes all figures of a history. Later findings are not taken notice of.
   *
   * @param history all that clients did and saw
   * @param findings what checkers said of it
   * @param run how it came about
   */
  public static Report of(History history, Findings findings, Run run) {
    return new Report(run, Verdict.of(history, findings, run), Figures.of(asked(history, run)));
  }

  /** Without the reads at other levels than those that were asked for, which end a run. */
  private static History asked(History history, Run run) {
    return history.where(
        operation -> !operation.isReadOnly() || run.levels().contains(operation.level()));
  }

  /** Whether each level kept every promise that was put to the test, and some were. */
  public boolean isKept() {
    return verdict.outcome() == Verdict.Outcome.KEPT;
  }

  /** The outcome in one sentence, in lines for a terminal. */
  public String sentence() {
    return text().sentence();
  }

  /** Writes it for a terminal, at most 100 columns wide, and flushes. */
  public void writeText(PrintWriter out) {
    text().write(out);
  }

  private TextReport text() {
    return new TextReport(run, verdict, stories, figures);
  }

  /**
   * Writes one JSON object. Times are nanoseconds, of the history's clock unless their name says
   * otherwise; names of enums are lower case; what is not known is null. Names stay; new ones may
   * come, and {@code version} grows if one has to change.
   *
   * <ul>
   *   <li>{@code version}: 1
   *   <li>{@code verdict}: {@code kept}, {@code broken} or {@code unjudged}; {@code headline} and
   *       {@code explanation} say it in words; {@code operations} is how many there were
   *   <li>{@code run}: what was run, with {@code faults} (each {@code fault}, {@code node}, {@code
   *       fromNanos}, {@code untilNanos})
   *   <li>{@code promises}: for each {@code guarantee} and {@code level}, whether {@code promised};
   *       its {@code status} ({@code kept}, {@code broken}, or {@code unjudged} if nothing was held
   *       to it); how many operations were {@code checked}, {@code broken}, and left {@code
   *       undecided} because a search would have taken too long; {@code examples}, each a {@code
   *       sentence} and its {@code operations}, of which the last broke it
   *   <li>{@code traffic}: for each level, how many operations {@code succeeded}, {@code failed},
   *       or have an {@code unknown} end; of the acknowledged ones how many are {@code reads} and
   *       {@code writes}, and of the reads that said where they ran ({@code placedReads}) how many
   *       did on replicas ({@code replicaReads})
   *   <li>{@code staleness}: for each level ({@code node} is null), then for each level and node,
   *       the {@code reads} of registers, how many were {@code stale}, the percentiles of {@code
   *       staleNanos}, {@code tVisibility} (reads called {@code fromNanos} or more and less than
   *       {@code toNanos} after the newest write was acknowledged, and how many {@code saw} it) and
   *       {@code kStaleness} (how many returned one of the last {@code k} versions)
   *   <li>{@code latency}: for each level and {@code kind}, percentiles of nanoseconds
   *   <li>{@code activity}: how operations ended, by the slice of time in which they were called
   *   <li>{@code reasons}: why reads went where they went, and {@code errors}: what clients were
   *       told, at most 100, the most frequent first
   * </ul>
   *
   * @throws IOException if the file cannot be written
   */
  public void writeJson(Path file) throws IOException {
    new JsonReport(run, verdict, figures).write(file);
  }

  /**
   * Writes one page that needs no other file, no script and no network.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeHtml(Path file) throws IOException {
    Files.writeString(file, new HtmlReport(run, verdict, stories, figures).page());
  }
}
