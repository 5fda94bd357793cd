package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

final class HtmlReportTest {

  private static final List<dev.lagrange.routing.consistency.Consistency> LEVELS =
      List.of(Simulation.EVENTUAL, Simulation.WEAK);

  @TempDir private Path directory;

  @Test
  void pageIsWellFormedAndNeedsNothingElse() throws Exception {
    String page = page(Simulation.report(true, LEVELS, Duration.ofSeconds(30), 5000));
    NodeList elements = parsed(page).getElementsByTagName("*");
    for (int i = 0; i < elements.getLength(); i++) {
      Element element = (Element) elements.item(i);
      assertThat(element.getTagName()).isNotIn("script", "link", "img", "iframe", "object");
      for (String attribute : List.of("src", "href", "style", "onclick", "srcset")) {
        assertThat(element.hasAttribute(attribute)).as(attribute).isFalse();
      }
    }
    assertThat(page).doesNotContain("http:", "https:", "url(", "@import");
  }

  @Test
  void styleIsReadByBrowsersAsItIsWritten() throws Exception {
    String page = page(Example.empty());
    String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
    assertThat(style).contains("prefers-color-scheme: dark").doesNotContain("&", "<");
  }

  @Test
  void brokenRunShowsItsCounterexampleBeforeAllElse() throws Exception {
    String page = page(Example.broken());
    assertThat(page.indexOf("A promise was broken")).isPositive();
    assertThat(page.indexOf("and then read version 0"))
        .isBetween(page.indexOf("A promise was broken"), page.indexOf("What each level promises"));
    assertThat(page)
        .contains("b: replay paused", "fresh enough", "token1", "2 ✗ read x version 0 on b");
  }

  @Test
  void healthyRunSaysSoFirstAndOnWhatItRests() throws Exception {
    String page =
        page(Simulation.report(false, List.of(Simulation.EVENTUAL), Duration.ofSeconds(30), 5000));
    assertThat(parsed(page).getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("✓Every promise that was put to the test was kept");
    assertThat(parsed(page).getElementsByTagName("header").item(0).getTextContent())
        .contains("5,000 operations were held to");
    assertThat(page).doesNotContain("class=\"card story\"");
  }

  @Test
  void plotsHaveDescriptionsAndUnits() throws Exception {
    Document page = parsed(page(Simulation.report(true, LEVELS, Duration.ofSeconds(30), 5000)));
    NodeList plots = page.getElementsByTagName("svg");
    assertThat(plots.getLength()).isGreaterThan(10);
    for (int i = 0; i < plots.getLength(); i++) {
      assertThat(((Element) plots.item(i)).getAttribute("aria-label")).isNotBlank();
    }
    assertThat(page.getDocumentElement().getTextContent())
        .contains(
            "share of reads that see it",
            "time since the write was acknowledged",
            "s since the run began",
            "operations called per second",
            "ms since the first of these began");
  }

  @Test
  void hostileTextsStayTexts() throws Exception {
    String hostile = "</style><script>alert(1)</script>\" onload=\"x\0";
    String page = page(Example.broken(hostile, hostile));
    assertThat(page).doesNotContain("<script", "\0").contains("&lt;script&gt;alert(1)");
    assertThat(parsed(page).getElementsByTagName("script").getLength()).isZero();
  }

  @Test
  void emptyHistoryHasAPageThatSaysSo() throws Exception {
    String page = page(Example.empty());
    assertThat(parsed(page).getElementsByTagName("h1").item(0).getTextContent())
        .isEqualTo("?Nothing could be judged");
    assertThat(page).doesNotContain("<svg");
  }

  @Test
  void pageOfAMillionOperationsStaysSmall() throws Exception {
    Report report = Simulation.report(true, LEVELS, Duration.ofMinutes(30), 1_000_000);
    Path file = directory.resolve("large.html");
    report.writeHtml(file);
    assertThat(Files.size(file)).isLessThan(500_000);
  }

  private String page(Report report) throws IOException {
    Path file = directory.resolve("report.html");
    report.writeHtml(file);
    return Files.readString(file);
  }

  private static Document parsed(String page)
      throws ParserConfigurationException, SAXException, IOException {
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new InputSource(new StringReader(page)));
  }
}
