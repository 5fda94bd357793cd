package dev.lagrange.cli.verify;

import dev.lagrange.cli.Version;
import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.consistency.SessionScope;
import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.verifier.check.Checkers;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.Header;
import dev.lagrange.verifier.history.HistoryFile;
import dev.lagrange.verifier.report.Report;
import dev.lagrange.verifier.report.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Judges a history and reports on it. */
final class Reporting {

  private Reporting() {}

  /** Has all checkers judge it. Takes some seconds for a million operations. */
  static Report of(HistoryFile file) throws IOException {
    Run run = run(file.header(), file.faults());
    return Report.of(file.history(), Checkers.check(file.history()), run);
  }

  /** Writes the report for programs and the one for browsers. */
  static void write(Report report, Path directory) throws IOException {
    report.writeJson(directory.resolve("report.json"));
    report.writeHtml(directory.resolve("report.html"));
  }

  /** What another tool did not note is not known. */
  private static Run run(Header header, List<FaultSpan> faults) throws IOException {
    Map<String, String> facts = header.run();
    String scope = facts.get("scope");
    try {
      return new Run(
          facts.getOrDefault("target", "unknown"),
          list(facts.get("levels")).stream().map(Consistency::parse).toList(),
          scope == null ? null : SessionScope.valueOf(scope.toUpperCase(Locale.ROOT)),
          Durations.parse(facts.getOrDefault("duration", Durations.print(Duration.ZERO))),
          Integer.parseInt(facts.getOrDefault("sessions", "0")),
          list(facts.get("workloads")),
          header.seed(),
          faults,
          Instant.parse(facts.getOrDefault("startedAt", Instant.EPOCH.toString())),
          facts.getOrDefault("server", "unknown"),
          Version.number());
    } catch (RuntimeException e) {
      throw new IOException("The header of the history is malformed: " + e.getMessage(), e);
    }
  }

  private static List<String> list(@Nullable String text) {
    return text == null || text.isEmpty() ? List.of() : Arrays.asList(text.split(","));
  }
}
