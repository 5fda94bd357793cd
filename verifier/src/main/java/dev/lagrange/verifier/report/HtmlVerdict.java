package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.report.figure.Figures;
import dev.lagrange.verifier.report.figure.Staleness;
import dev.lagrange.verifier.report.figure.Traffic;
import dev.lagrange.verifier.report.plot.Markup;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The beginning of the page, and what was run, which is its end. */
record HtmlVerdict(Run run, Verdict verdict, Figures figures) {

  void banner(Markup page) {
    String look = JsonReport.lower(verdict.outcome());
    String sign =
        switch (verdict.outcome()) {
          case KEPT -> "✓";
          case BROKEN -> "✗";
          case UNJUDGED -> "?";
        };
    page.open("header", "class", "verdict " + look);
    page.open("h1").element("span", sign, "aria-hidden", "true");
    page.text(verdict.headline()).close();
    page.element("p", verdict.explanation());
    page.element("p", where(), "class", "soft");
    page.close().newLine();
  }

  private String where() {
    return "Lagrange verify, %s: %s at %s, for %s."
        .formatted(
            run.target(),
            Numbers.count(run.sessions(), "session"),
            run.levels().stream().map(Consistency::toString).collect(Collectors.joining(", ")),
            Durations.print(run.duration()));
  }

  void tiles(Markup page) {
    long placed = figures.traffic().stream().mapToLong(Traffic::placed).sum();
    long replica = figures.traffic().stream().mapToLong(Traffic::offPrimary).sum();
    long registers =
        figures.staleness().byLevel().values().stream().mapToLong(Staleness.Ages::reads).sum();
    long stale =
        figures.staleness().byLevel().values().stream().mapToLong(Staleness.Ages::stale).sum();
    page.open("dl", "class", "tiles");
    tile(page, "operations", Numbers.count(figures.operations()));
    tile(page, "times held to a promise", Numbers.count(verdict.checks()));
    tile(
        page,
        "operations that succeeded",
        Numbers.share(figures.succeeded(), figures.operations()));
    tile(page, "reads served by replicas", Numbers.share(replica, placed));
    tile(page, "register reads behind the newest write", Numbers.share(stale, registers));
    page.close().newLine();
  }

  private static void tile(Markup page, String name, String value) {
    page.open("div").element("dt", name).element("dd", value).close();
  }

  void promises(Markup page) {
    List<Consistency> levels = verdict.levels();
    if (levels.isEmpty()) {
      return;
    }
    page.element("h2", "What each level promises, and whether it was kept");
    page.open("div", "class", "scroll").open("table").open("thead").open("tr");
    page.element("th", "guarantee", "scope", "col");
    levels.forEach(level -> page.element("th", verdict.title(level), "scope", "col"));
    page.close().close().open("tbody").newLine();
    for (Guarantee guarantee : Guarantee.values()) {
      if (levels.stream().anyMatch(level -> verdict.on(guarantee, level) != null)) {
        page.open("tr").element("th", guarantee.title(), "scope", "row");
        levels.forEach(level -> cell(page, verdict.on(guarantee, level)));
        page.close().newLine();
      }
    }
    page.close().close().close();
    page.element(
        "p",
        "Numbers are operations that were held to the guarantee. In parentheses: the level does not promise it, and so many would have broken it. Not judged: promised, but no operation put it to the test. Undecided: they should have been held to it, but it could not be told whether they keep it. -: nothing to judge.",
        "class",
        "soft");
  }

  private static void cell(Markup page, @Nullable Judgement judgement) {
    if (judgement == null) {
      page.element("td", "-", "class", "none");
      return;
    }
    String counts = Numbers.count(judgement.broken()) + " of " + Numbers.count(judgement.checked());
    if (!judgement.isPromised()) {
      page.element("td", "(" + counts + ")", "class", judgement.broken() > 0 ? "may" : "none");
      return;
    }
    switch (judgement.status()) {
      case KEPT ->
          page.element(
              "td",
              "✓ kept " + Numbers.count(judgement.checked()) + judgement.doubt(),
              "class",
              "ok");
      case BROKEN -> page.element("td", "✗ broken " + counts + judgement.doubt(), "class", "no");
      case UNJUDGED -> page.element("td", "? not judged" + judgement.doubt(), "class", "may");
    }
  }

  void run(Markup page) {
    page.element("h2", "What was run").open("dl", "class", "facts");
    fact(page, "target", run.target());
    fact(page, "server", run.server());
    fact(page, "Lagrange", run.lagrange());
    fact(page, "began", run.startedAt().truncatedTo(ChronoUnit.SECONDS).toString());
    fact(page, "duration", Durations.print(run.duration()));
    fact(page, "sessions", Numbers.count(run.sessions()));
    fact(
        page,
        "levels",
        run.levels().stream().map(Consistency::toString).collect(Collectors.joining(", ")));
    if (run.scope() != null) {
      fact(page, "scope of a session", JsonReport.lower(run.scope()));
    }
    fact(page, "workloads", String.join(", ", run.workloads()));
    fact(page, "seed", String.valueOf(run.seed()));
    fact(page, "faults", run.faults().isEmpty() ? "none" : Numbers.count(run.faults().size()));
    page.close().newLine();
  }

  private static void fact(Markup page, String name, String value) {
    page.element("dt", name).element("dd", value);
  }
}
