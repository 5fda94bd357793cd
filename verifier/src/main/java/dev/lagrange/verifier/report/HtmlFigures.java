package dev.lagrange.verifier.report;

import dev.lagrange.verifier.report.figure.Activity;
import dev.lagrange.verifier.report.figure.Errors;
import dev.lagrange.verifier.report.figure.Figures;
import dev.lagrange.verifier.report.figure.Latencies;
import dev.lagrange.verifier.report.figure.Percentiles;
import dev.lagrange.verifier.report.figure.Reasons;
import dev.lagrange.verifier.report.figure.Traffic;
import dev.lagrange.verifier.report.plot.Axis;
import dev.lagrange.verifier.report.plot.Band;
import dev.lagrange.verifier.report.plot.BarPlot;
import dev.lagrange.verifier.report.plot.Markup;
import dev.lagrange.verifier.report.plot.RangePlot;
import dev.lagrange.verifier.report.plot.Scale;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The figures on the page. */
record HtmlFigures(Run run, Figures figures) {

  private static final int TOP = 12;
  private static final double WIDE = 960;
  private static final double NARROW = 400;

  void write(Markup page) {
    if (figures.operations() == 0) {
      return;
    }
    new HtmlStaleness(figures.staleness()).write(page);
    traffic(page);
    latency(page);
    availability(page);
    errors(page);
  }

  private void traffic(Markup page) {
    page.element("h2", "Where the operations went");
    HtmlTable table =
        new HtmlTable(
            1, "level", "reads", "writes", "acknowledged per second", "reads on replicas");
    for (Traffic traffic : figures.traffic()) {
      table.row(
          traffic.level().toString(),
          Numbers.count(traffic.reads()),
          Numbers.count(traffic.writes()),
          Numbers.rate(traffic.perSecond()),
          Numbers.share(traffic.offPrimary(), traffic.placed()));
    }
    table.write(page);
    if (figures.reasons().isEmpty()) {
      page.element("p", "Whoever routed these reads gives no reasons for it.", "class", "soft");
      return;
    }
    page.element("h3", "Why the reads went there, as the driver says");
    HtmlTable reasons = new HtmlTable(3, "level", "to", "because", "reads", "share");
    for (Traffic traffic : figures.traffic()) {
      figures.reasons().stream()
          .filter(row -> row.level().equals(traffic.level()))
          .limit(TOP)
          .forEach(row -> reason(reasons, row, traffic.reads()));
    }
    reasons.write(page);
  }

  private static void reason(HtmlTable table, Reasons.Row row, long reads) {
    table.row(
        row.level().toString(),
        row.replica() ? "a replica" : "the primary",
        row.reason(),
        Numbers.count(row.reads()),
        Numbers.share(row.reads(), reads));
  }

  private void latency(Markup page) {
    List<RangePlot.Row> rows = new ArrayList<>();
    double least = Double.MAX_VALUE;
    double most = 0;
    for (Latencies.Row row : figures.latencies()) {
      Percentiles nanos = row.nanos();
      least = Math.min(least, Math.max(0.001, nanos.p50() / 1e6));
      most = Math.max(most, nanos.max() / 1e6);
      rows.add(
          new RangePlot.Row(
              colour(row.kind()),
              row.level() + ": " + row.kind().title(),
              "median %s, 99 %% %s"
                  .formatted(Numbers.nanos(nanos.p50()), Numbers.nanos(nanos.p99())),
              nanos.p50() / 1e6,
              nanos.p95() / 1e6,
              nanos.p99() / 1e6,
              nanos.max() / 1e6));
    }
    if (rows.isEmpty()) {
      return;
    }
    page.element("h2", "How long operations took").open("div", "class", "grid");
    page.open("figure", "class", "card");
    page.element("h3", "From call to return, half took no longer than the dot says");
    page.element(
        "p",
        "Thick bar: to the 95th percentile. Thin bar: to the 99th. Tick: the slowest.",
        "class",
        "soft");
    Axis axis =
        new Axis(
            "duration, each line ten times the last",
            Scale.logarithmic(least, Math.max(least, most)),
            Ticks::millis);
    new RangePlot("Latencies by level and kind", axis, rows).draw(page);
    page.close().open("div");
    HtmlTable table = new HtmlTable(2, "level", "operations", "count", "p50", "p95", "p99", "max");
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
    table.write(page);
    page.close().close().newLine();
  }

  /** The primary has the colour that it has among the nodes. */
  private static int colour(Latencies.Kind kind) {
    return switch (kind) {
      case PRIMARY_READ -> 0;
      case REPLICA_READ -> 1;
      case WRITE -> 2;
      case FAILURE -> 3;
      case OTHER_READ -> 5;
    };
  }

  private void availability(Markup page) {
    long all = figures.operations();
    long succeeded = figures.succeeded();
    page.element("h2", "Availability and throughput");
    HtmlTable table =
        new HtmlTable(1, "level", "operations", "succeeded", "share", "failed", "unanswered");
    for (Traffic traffic : figures.traffic()) {
      table.row(
          traffic.level().toString(),
          Numbers.count(traffic.operations()),
          Numbers.count(traffic.succeeded()),
          Numbers.share(traffic.succeeded(), traffic.operations()),
          Numbers.count(traffic.failed()),
          Numbers.count(traffic.unknown()));
    }
    table.write(page);
    page.open("figure", "class", "card");
    page.element(
        "h3",
        succeeded == all
            ? "All operations succeeded"
                + (run.faults().isEmpty() ? "" : ", whatever was done to the cluster")
            : "%s of operations succeeded%s"
                .formatted(
                    Numbers.share(succeeded, all),
                    run.faults().isEmpty()
                        ? ""
                        : "; shaded: what was done to the cluster meanwhile"));
    BarPlot plot = bars();
    page.open("div", "class", "wide");
    plot.draw(page, WIDE);
    page.close().open("div", "class", "narrow");
    plot.draw(page, NARROW);
    page.close().close().newLine();
  }

  private BarPlot bars() {
    Activity activity = figures.activity();
    double width = activity.widthNanos() / 1e9;
    List<BarPlot.Bar> bars = new ArrayList<>();
    double most = 0;
    for (Activity.Slice slice : activity.slices()) {
      most = Math.max(most, slice.total() / width);
      double from = slice.fromNanos() / 1e9;
      bars.add(
          new BarPlot.Bar(
              from,
              from + width,
              List.of(slice.succeeded() / width, slice.failed() / width, slice.unknown() / width),
              String.format(
                  Locale.ROOT,
                  "from %.0f s: %,d succeeded, %,d failed, %,d unanswered",
                  from,
                  slice.succeeded(),
                  slice.failed(),
                  slice.unknown())));
    }
    double from = bars.get(0).from();
    double to = bars.get(bars.size() - 1).to();
    List<Band> bands =
        run.faults().stream()
            .filter(fault -> fault.isActive((long) (from * 1e9), (long) (to * 1e9)))
            .map(fault -> new Band(fault.at() / 1e9, fault.until() / 1e9, fault.name()))
            .collect(Collectors.toList());
    return new BarPlot(
        "Operations per second over the run, by how they ended",
        new Axis("s since the run began", Scale.linear(from, to), Ticks::plain),
        new Axis("operations called per second", Scale.linear(0, most), Ticks::plain),
        List.of(
            new BarPlot.Part("succeeded", "done"),
            new BarPlot.Part("failed", "failed"),
            new BarPlot.Part("unanswered", "unknown")),
        bars,
        bands);
  }

  private void errors(Markup page) {
    if (figures.errors().isEmpty()) {
      return;
    }
    page.element("h2", "What clients were told when it failed");
    HtmlTable table = new HtmlTable(2, "SQLSTATE", "message", "times", "unanswered");
    for (Errors.Row row : figures.errors().stream().limit(TOP).toList()) {
      table.row(
          row.sqlstate() == null ? "" : row.sqlstate(),
          Numbers.shortened(row.text(), 600),
          Numbers.count(row.count()),
          Numbers.count(row.unknown()));
    }
    table.write(page);
    int left = figures.errors().size() - TOP;
    if (left > 0) {
      page.element("p", "and " + Numbers.count(left, "other message"), "class", "soft");
    }
  }
}
