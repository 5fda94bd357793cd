package dev.lagrange.verifier.report;

import dev.lagrange.verifier.report.figure.Figures;
import dev.lagrange.verifier.report.plot.Markup;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;

/** The report as a page: the verdict and what it rests on, or the first counterexample. */
record HtmlReport(Run run, Verdict verdict, Counterexamples stories, Figures figures) {

  private static final int OPEN = 3;
  private static final int MOST = 12;

  String page() {
    Markup page = new Markup();
    page.open("html", "lang", "en").newLine().open("head").newLine();
    page.empty("meta", "charset", "utf-8").newLine();
    page.empty("meta", "name", "viewport", "content", "width=device-width, initial-scale=1");
    // says to the browser what is meant to be true: this page asks nobody for anything
    page.empty(
        "meta",
        "http-equiv",
        "Content-Security-Policy",
        "content",
        "default-src 'none'; style-src 'unsafe-inline'");
    page.newLine().element("title", verdict.headline() + " - Lagrange verify");
    page.newLine().element("style", style()).newLine().close().newLine();
    page.open("body").open("main").newLine();
    body(page);
    page.close().close().newLine().close().newLine();
    return "<!DOCTYPE html>\n" + page;
  }

  private static String style() {
    try (InputStream css = HtmlReport.class.getResourceAsStream("report.css")) {
      Objects.requireNonNull(css, "report.css is not beside its class");
      return "\n" + new String(css.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private void body(Markup page) {
    HtmlVerdict summary = new HtmlVerdict(run, verdict, figures);
    summary.banner(page);
    if (!stories.promised().isEmpty()) {
      HtmlStory.of(stories.promised().get(0)).write(page);
    }
    summary.tiles(page);
    summary.promises(page);
    List<Counterexample> further = stories.promised().stream().skip(1).toList();
    stories(page, "More of what was broken, though promised", further, "");
    stories(
        page,
        "What was broken, but not promised",
        stories.unpromised(),
        "The level makes no such promise, so none of this is an error. It is what an application has to live with at that level.");
    new HtmlFigures(run, figures).write(page);
    summary.run(page);
  }

  private static void stories(
      Markup page, String title, List<Counterexample> stories, String explanation) {
    if (stories.isEmpty()) {
      return;
    }
    page.element("h2", title);
    if (!explanation.isEmpty()) {
      page.element("p", explanation);
    }
    stories.stream().limit(OPEN).forEach(story -> HtmlStory.of(story).write(page));
    List<Counterexample> folded = stories.stream().skip(OPEN).limit(MOST).toList();
    if (!folded.isEmpty()) {
      page.open("details").element("summary", Numbers.count(folded.size()) + " more");
      folded.forEach(story -> HtmlStory.of(story).write(page));
      page.close().newLine();
    }
    int left = stories.size() - OPEN - folded.size();
    if (left > 0) {
      page.element(
          "p", Numbers.count(left) + " more are in the JSON form of this report.", "class", "soft");
    }
  }
}
