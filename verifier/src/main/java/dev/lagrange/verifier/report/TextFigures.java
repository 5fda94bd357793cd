package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.report.figure.Errors;
import dev.lagrange.verifier.report.figure.Figures;
import dev.lagrange.verifier.report.figure.Latencies;
import dev.lagrange.verifier.report.figure.Percentiles;
import dev.lagrange.verifier.report.figure.Reasons;
import dev.lagrange.verifier.report.figure.Traffic;
import java.io.PrintWriter;

/** The figures, as tables for a terminal. */
record TextFigures(Figures figures) {

  private static final int TOP = 5;
  private static final int REASONS = 3;

  void write(PrintWriter out) {
    print(out, "Where the operations went, and how they ended", traffic());
    print(out, "How long they took", latency());
    print(out, "How stale the answers of reads were (registers)", staleness());
    figures.staleness().byLevel().keySet().forEach(level -> visibility(out, level));
    reasons(out);
    errors(out);
  }

  private static void print(PrintWriter out, String title, TextTable table) {
    if (table.isEmpty()) {
      return;
    }
    out.println(title);
    out.println();
    out.print(table);
    out.println();
  }

  private TextTable traffic() {
    TextTable table =
        new TextTable(
            1, "level", "reads", "writes", "per s", "off primary", "ok", "failed", "unanswered");
    for (Traffic traffic : figures.traffic()) {
      table.row(
          traffic.level().toString(),
          Numbers.count(traffic.reads()),
          Numbers.count(traffic.writes()),
          Numbers.rate(traffic.perSecond()),
          Numbers.share(traffic.offPrimary(), traffic.placed()),
          Numbers.share(traffic.succeeded(), traffic.operations()),
          Numbers.count(traffic.failed()),
          Numbers.count(traffic.unknown()));
    }
    return table;
  }

  private TextTable latency() {
    TextTable table = new TextTable(2, "level", "operations", "count", "p50", "p95", "p99", "max");
    for (Latencies.Row row : figures.latencies()) {
      Percentiles nanos = row.nanos();
      table.row(
          row.level().toString(),
          row.kind().title(),
          Numbers.count(nanos.count()),
          Numbers.nanos(nanos.p50()),
          Numbers.nanos(nanos.p95()),
          Numbers.nanos(nanos.p99()),
          Numbers.nanos(nanos.max()));
    }
    return table;
  }

  private TextTable staleness() {
    TextTable table =
        new TextTable(2, "level", "node", "reads", "stale", "p50", "p99", "max", "versions");
    figures
        .staleness()
        .byServer()
        .forEach(
            (site, ages) ->
                table.row(
                    site.level().toString(),
                    Numbers.shortened(site.server().label(), 28),
                    Numbers.count(ages.reads()),
                    Numbers.share(ages.stale(), ages.reads()),
                    Numbers.nanos(ages.nanos().p50()),
                    Numbers.nanos(ages.nanos().p99()),
                    Numbers.nanos(ages.nanos().max()),
                    Numbers.count(ages.mostVersions())));
    return table;
  }

  private void visibility(PrintWriter out, Consistency level) {
    Visibilities text = Visibilities.of(figures.staleness(), level);
    out.println(TextReport.wrapped("At " + level + ": " + text.sentence(), "  "));
    out.println();
  }

  private void reasons(PrintWriter out) {
    if (figures.reasons().isEmpty()) {
      return;
    }
    out.println("Why the reads went there");
    out.println();
    for (Traffic traffic : figures.traffic()) {
      figures.reasons().stream()
          .filter(row -> row.level().equals(traffic.level()))
          .limit(REASONS)
          .forEach(row -> reason(out, row, traffic.reads()));
    }
    out.println();
  }

  private static void reason(PrintWriter out, Reasons.Row row, long reads) {
    String line =
        "%s, %s to %s: %s"
            .formatted(
                row.level(),
                Numbers.share(row.reads(), reads),
                row.replica() ? "a replica" : "the primary",
                row.reason());
    out.println(TextReport.wrapped(line, "  "));
  }

  private void errors(PrintWriter out) {
    if (figures.errors().isEmpty()) {
      return;
    }
    out.println("What clients were told when it failed");
    out.println();
    for (Errors.Row row : figures.errors().stream().limit(TOP).toList()) {
      String state = row.sqlstate() == null ? "" : row.sqlstate() + " ";
      String text = Numbers.count(row.count()) + "x " + state + row.text();
      out.println(TextReport.wrapped(Numbers.shortened(text, 280), "  "));
    }
    if (figures.errors().size() > TOP) {
      out.println("  and " + Numbers.count(figures.errors().size() - TOP, "other error"));
    }
    out.println();
  }
}
