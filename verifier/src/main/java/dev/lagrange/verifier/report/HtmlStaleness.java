package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.verifier.report.figure.Percentiles;
import dev.lagrange.verifier.report.figure.Staleness;
import dev.lagrange.verifier.report.figure.VersionStaleness;
import dev.lagrange.verifier.report.figure.Visibility;
import dev.lagrange.verifier.report.plot.Axis;
import dev.lagrange.verifier.report.plot.LinePlot;
import dev.lagrange.verifier.report.plot.Markup;
import dev.lagrange.verifier.report.plot.Scale;
import java.util.ArrayList;
import java.util.List;

/** How stale reads were, on the page. */
record HtmlStaleness(Staleness staleness) {

  private static final int FIRM = 20;
  private static final int SERVERS = 6;

  void write(Markup page) {
    if (staleness.byLevel().isEmpty()) {
      return;
    }
    page.element("h2", "How stale the answers were");
    page.element(
        "p",
        "Measured on every read of a register: which acknowledged version it returned, and for how long a newer one had been acknowledged when the read was called.",
        "class",
        "soft");
    page.open("ul");
    staleness
        .byLevel()
        .forEach(
            (level, ages) ->
                page.open("li")
                    .element("b", "At " + level + ": ")
                    .text(Visibilities.of(staleness, level).sentence())
                    .close());
    page.close().newLine();
    page.open("div", "class", "grid");
    staleness
        .byLevel()
        .forEach(
            (level, ages) -> {
              if (ages.stale() > 0) {
                visibility(page, level);
              }
            });
    if (staleness.byLevel().values().stream().anyMatch(ages -> ages.stale() > 0)) {
      versions(page);
    }
    page.close().newLine();
    table(page);
  }

  private void visibility(Markup page, Consistency level) {
    List<LinePlot.Series> series = new ArrayList<>();
    staleness
        .byServer()
        .forEach(
            (site, ages) -> {
              if (site.level().equals(level) && series.size() < SERVERS) {
                series.add(series(site.server().label(), ages.visibility()));
              }
            });
    List<LinePlot.Point> points = series.stream().flatMap(one -> one.points().stream()).toList();
    if (points.isEmpty()) {
      return;
    }
    double latest = points.stream().mapToDouble(LinePlot.Point::x).max().orElse(1);
    double least = points.stream().mapToDouble(LinePlot.Point::y).min().orElse(0);
    figure(
        page,
        "At " + level + ", how long after a write reads see it",
        "Each dot: of all reads called so long after the newest write was acknowledged, the share that saw it (t-visibility). Hollow: fewer than %d reads."
            .formatted(FIRM));
    new LinePlot(
            "t-visibility at " + level,
            new Axis(
                "time since the write was acknowledged",
                Scale.logarithmic(0.1, Math.max(1, latest)),
                Ticks::millis),
            new Axis("share of reads that see it", Scale.linear(floor(least), 100), Ticks::percent),
            series)
        .draw(page);
    page.close().newLine();
  }

  private static LinePlot.Series series(String name, Visibility visibility) {
    List<LinePlot.Point> points = new ArrayList<>();
    for (Visibility.Step step : visibility.steps()) {
      double from = Math.max(50_000, step.fromNanos());
      double to = step.toNanos() == Long.MAX_VALUE ? from * 2 : step.toNanos();
      points.add(
          new LinePlot.Point(
              Math.sqrt(from * to) / 1e6,
              100.0 * step.saw() / step.reads(),
              step.reads() >= FIRM,
              "%s, %s to %s: %s of %s saw it"
                  .formatted(
                      name,
                      Numbers.nanos(step.fromNanos()),
                      step.toNanos() == Long.MAX_VALUE ? "the end" : Numbers.nanos(step.toNanos()),
                      Numbers.count(step.saw()),
                      Numbers.count(step.reads(), "read"))));
    }
    return new LinePlot.Series(name, points);
  }

  private void versions(Markup page) {
    List<LinePlot.Series> series = new ArrayList<>();
    double least = 100;
    int length = 2;
    for (Staleness.Ages ages : staleness.byLevel().values()) {
      List<VersionStaleness.Step> steps = ages.versions().steps();
      least = Math.min(least, 100.0 * steps.get(0).within() / ages.reads());
      for (int i = 0; i < steps.size(); i++) {
        if (steps.get(i).within() < ages.reads()) {
          length = Math.max(length, i + 2);
        }
      }
    }
    int shown = length;
    staleness.byLevel().forEach((level, ages) -> series.add(series(level, ages, shown)));
    List<VersionStaleness.Step> steps =
        staleness.byLevel().values().iterator().next().versions().steps();
    int last = Math.min(shown, steps.size()) - 1;
    figure(
        page,
        "How many versions back reads reach",
        "The share of reads that return one of the last k acknowledged versions (k-staleness); k = 1 is the newest.");
    new LinePlot(
            "k-staleness by level",
            new Axis("k, versions", Scale.linear(0, last), at -> name(steps, at)),
            new Axis("share of reads", Scale.linear(floor(least), 100), Ticks::percent),
            series)
        .draw(page);
    page.close().newLine();
  }

  private static String name(List<VersionStaleness.Step> steps, double at) {
    int index = (int) Math.round(at);
    return Math.abs(at - index) > 0.01 ? "" : String.valueOf(steps.get(index).k());
  }

  private static LinePlot.Series series(Consistency level, Staleness.Ages ages, int length) {
    List<LinePlot.Point> points = new ArrayList<>();
    List<VersionStaleness.Step> steps = ages.versions().steps();
    for (int i = 0; i < Math.min(length, steps.size()); i++) {
      VersionStaleness.Step step = steps.get(i);
      points.add(
          new LinePlot.Point(
              i,
              100.0 * step.within() / ages.reads(),
              true,
              "%s: %s of %s return one of the last %d"
                  .formatted(
                      level,
                      Numbers.count(step.within()),
                      Numbers.count(ages.reads(), "read"),
                      step.k())));
    }
    return new LinePlot.Series(level.toString(), points);
  }

  /** Where the axis of shares begins, so that both a total miss and a rare one can be seen. */
  private static double floor(double least) {
    if (least < 50) {
      return 0;
    }
    return least < 90 ? 50 : 90;
  }

  private static void figure(Markup page, String title, String explanation) {
    page.open("figure", "class", "card");
    page.element("h3", title).element("p", explanation, "class", "soft");
  }

  private void table(Markup page) {
    page.element("h3", "By level and node: for how long what reads missed had been acknowledged");
    HtmlTable table =
        new HtmlTable(
            2, "level", "node", "reads", "stale", "p50", "p99", "max", "versions behind, max");
    staleness
        .byServer()
        .forEach(
            (site, ages) -> {
              Percentiles nanos = ages.nanos();
              table.row(
                  site.level().toString(),
                  site.server().label(),
                  Numbers.count(ages.reads()),
                  Numbers.share(ages.stale(), ages.reads()),
                  Numbers.nanos(nanos.p50()),
                  Numbers.nanos(nanos.p99()),
                  Numbers.nanos(nanos.max()),
                  Numbers.count(ages.mostVersions()));
            });
    table.write(page);
  }
}
