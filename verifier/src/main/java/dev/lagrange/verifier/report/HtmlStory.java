package dev.lagrange.verifier.report;

import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.report.plot.Axis;
import dev.lagrange.verifier.report.plot.Band;
import dev.lagrange.verifier.report.plot.LanePlot;
import dev.lagrange.verifier.report.plot.Markup;
import dev.lagrange.verifier.report.plot.Scale;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A counterexample on the page: a sentence, a timeline, a table. */
record HtmlStory(Counterexample story, List<Counterexample.Line> lines) {

  private static final int MOST = 24;
  private static final double WIDE = 900;
  private static final double NARROW = 400;

  static HtmlStory of(Counterexample story) {
    return new HtmlStory(story, story.lines());
  }

  void write(Markup page) {
    Judgement judgement = story.judgement();
    page.open("section", "class", judgement.isPromised() ? "card story" : "card story free");
    page.element("h3", "%s: broken by %s".formatted(judgement.name(), judgement.extent()));
    page.element("p", story.violation().sentence());
    page.element(
        "p", "It began " + Numbers.nanos(story.startedAt()) + " into the run.", "class", "soft");
    LanePlot plot = plot();
    page.open("div", "class", "wide");
    plot.draw(page, WIDE);
    page.close().open("div", "class", "narrow");
    plot.draw(page, NARROW);
    page.close();
    table(page);
    page.close().newLine();
  }

  private LanePlot plot() {
    double length = Math.max(1000, story.endedAt() - story.startedAt());
    boolean seconds = length > 20e9;
    double unit = seconds ? 1e9 : 1e6;
    Scale scale = Scale.linear(-0.02 * length / unit, 1.04 * length / unit);
    List<LanePlot.Deed> deeds = new ArrayList<>();
    lines.stream()
        .limit(MOST)
        .sorted(
            Comparator.<Counterexample.Line>comparingInt(
                    line -> firstIn(line.operation().session()))
                .thenComparingLong(Counterexample.Line::fromNanos))
        .forEach(line -> deeds.add(deed(line, unit)));
    List<Band> bands = new ArrayList<>();
    for (FaultSpan fault : story.faults()) {
      bands.add(
          new Band(
              (fault.at() - story.startedAt()) / unit,
              ((double) fault.until() - story.startedAt()) / unit,
              fault.name()));
    }
    String title =
        seconds ? "s since the first of these began" : "ms since the first of these began";
    return new LanePlot(
        "Timeline: " + story.violation().sentence(),
        new Axis(title, scale, Ticks::plain),
        deeds,
        bands);
  }

  /** Sessions are shown in the order in which they enter the story. */
  private int firstIn(int session) {
    for (Counterexample.Line line : lines) {
      if (line.operation().session() == session) {
        return line.number();
      }
    }
    return Integer.MAX_VALUE;
  }

  private static LanePlot.Deed deed(Counterexample.Line line, double unit) {
    Operation operation = line.operation();
    String look = line.culprit() ? "wrong" : operation.isReadOnly() ? "read" : "write";
    String label =
        "%d %s%s%s"
            .formatted(
                line.number(),
                line.culprit() ? "✗ " : "",
                line.deed(),
                operation.place() == null ? "" : " on " + line.where());
    return new LanePlot.Deed(
        "session " + operation.session(),
        label,
        look,
        line.fromNanos() / unit,
        line.untilNanos() == Operation.NEVER ? Double.MAX_VALUE : line.untilNanos() / unit);
  }

  private void table(Markup page) {
    boolean tokens =
        lines.stream()
            .map(Counterexample.Line::operation)
            .anyMatch(done -> done.tokenBefore() != null || done.tokenAfter() != null);
    boolean reasons = lines.stream().anyMatch(line -> line.reason() != null);
    page.open("div", "class", "scroll").open("table").open("thead").open("tr");
    page.element("th", "").element("th", "session").element("th", "did");
    page.element("th", "called at", "class", "n").element("th", "took", "class", "n");
    page.element("th", "on");
    if (reasons) {
      page.element("th", "because");
    }
    if (tokens) {
      page.element("th", "holding the token").element("th", "leaving the token");
    }
    page.close().close().open("tbody").newLine();
    for (Counterexample.Line line : lines) {
      page.open("tr", "class", line.culprit() ? "culprit" : "witness");
      page.element("td", (line.culprit() ? "✗ " : "") + line.number(), "class", "w");
      page.element("td", String.valueOf(line.operation().session()));
      page.element("td", line.deed(), "class", "did");
      page.element("td", Numbers.nanos(line.fromNanos()), "class", "n");
      page.element("td", line.took(), "class", "n");
      page.element("td", line.where());
      if (reasons) {
        page.element("td", line.reason() == null ? "" : line.reason(), "class", "why");
      }
      if (tokens) {
        token(page, line.operation().tokenBefore());
        token(page, line.operation().tokenAfter());
      }
      page.close().newLine();
    }
    page.close().close().close();
  }

  private static void token(Markup page, @Nullable String token) {
    page.element("td", token == null ? "none" : token, "class", "token");
  }
}
