package dev.lagrange.verifier.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TextReportTest {

  @Test
  void verdictIsFirstAndLast() {
    String text = text(Example.broken());
    assertThat(text.strip())
        .startsWith("FAILED: A promise was broken. 1 of 1 operation broke read your writes")
        .endsWith("1 of 1 operation broke read your writes at eventual.");
  }

  @Test
  void counterexampleTellsWhoDidWhatWhereAndWhy() {
    assertThat(text(Example.broken()).lines())
        .containsSubsequence(
            "  read your writes at eventual (1 of 1 operation)",
            "  Session 1 wrote version 1 of x, and then read version 0",
            "       called    took      session   did                 on",
            "   1   0 ms      2.50 ms   1         wrote x version 1   a (primary)",
            "  >2   10.0 ms   1.00 ms   1         read x version 0    b (replica)",
            "  2 went there because: fresh enough",
            "  2 held the token token1",
            "  meanwhile: b: replay paused");
  }

  @Test
  void eachPromiseHasItsLine() {
    assertThat(text(Example.broken()))
        .containsPattern("read your writes +BROKEN 1 of 1\n")
        .containsPattern("monotonic reads +kept 1\n")
        .containsPattern("no lost write +not judged\n")
        .doesNotContain("linearizability");
  }

  @Test
  void figuresAreThere() {
    assertThat(text(Example.broken()))
        .containsPattern("eventual +2 +1 +60 +50.0 % +75.0 % +1 +0\n")
        .containsPattern("eventual +b \\(replica\\) +1 +100 % +7.50 ms +7.50 ms +7.50 ms +1\n")
        .contains("1x 57P01 process 11 was ended");
  }

  @Test
  void nothingToJudgeIsSaid() {
    assertThat(text(Example.empty())).startsWith("NOT JUDGED: Nothing could be judged.");
  }

  @Test
  void linesFitATerminal() {
    Report report =
        Simulation.report(
            true, List.of(Simulation.EVENTUAL, Simulation.WEAK), Duration.ofSeconds(60), 5000);
    assertThat(text(report).lines()).allMatch(line -> line.length() <= 100);
  }

  private static String text(Report report) {
    StringWriter text = new StringWriter();
    report.writeText(new PrintWriter(text));
    return text.toString().replace(System.lineSeparator(), "\n").stripLeading();
  }
}
