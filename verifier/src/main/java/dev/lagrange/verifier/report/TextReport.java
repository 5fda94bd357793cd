package dev.lagrange.verifier.report;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.verifier.check.Guarantee;
import dev.lagrange.verifier.history.FaultSpan;
import dev.lagrange.verifier.report.figure.Figures;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The report for a terminal: the verdict first, and again at the end, where the eye is. */
record TextReport(Run run, Verdict verdict, Counterexamples stories, Figures figures) {

  private static final int WIDTH = 98;
  private static final int LEVELS_PER_TABLE = 4;
  private static final int STORIES = 3;

  void write(PrintWriter out) {
    out.println();
    out.println(sentence());
    out.println();
    what(out);
    promises(out);
    tell(out, "Broken, though promised", stories.promised());
    tell(out, "Broken, but not promised at that level", stories.unpromised());
    new TextFigures(figures).write(out);
    faults(out);
    out.println(sentence());
    out.flush();
  }

  /** The outcome in one sentence. */
  String sentence() {
    String word =
        switch (verdict.outcome()) {
          case KEPT -> "PASSED";
          case BROKEN -> "FAILED";
          case UNJUDGED -> "NOT JUDGED";
        };
    return wrapped(word + ": " + verdict.headline() + ". " + verdict.explanation(), "");
  }

  private void what(PrintWriter out) {
    out.println("  target      " + Numbers.shortened(run.target(), WIDTH - 14));
    out.println("  versions    " + run.server() + "; Lagrange " + run.lagrange());
    out.println(
        "  sessions    %d for %s%s"
            .formatted(
                run.sessions(),
                Durations.print(run.duration()),
                run.scope() == null
                    ? ""
                    : ", scope " + run.scope().name().toLowerCase(Locale.ROOT)));
    out.println("  workloads   " + String.join(", ", run.workloads()) + "   seed " + run.seed());
    out.println();
  }

  private void promises(PrintWriter out) {
    out.println("What the levels promise, and whether they kept it");
    out.println();
    List<Consistency> levels = verdict.levels();
    for (int i = 0; i < levels.size(); i += LEVELS_PER_TABLE) {
      out.print(matrix(levels.subList(i, Math.min(levels.size(), i + LEVELS_PER_TABLE))));
      out.println();
    }
    out.println("  kept n       promised, n operations were held to it, none broke it");
    out.println("  BROKEN       promised, and broken");
    out.println("  (m of n)     not promised by the level: m of n operations would have broken it");
    out.println("  not judged   promised, but no operation put it to the test");
    out.println();
  }

  private TextTable matrix(List<Consistency> levels) {
    List<String> header = new ArrayList<>(List.of("guarantee"));
    levels.forEach(level -> header.add(verdict.title(level)));
    TextTable table = new TextTable(1, header.toArray(String[]::new));
    for (Guarantee guarantee : Guarantee.values()) {
      List<String> cells = new ArrayList<>(List.of(guarantee.title()));
      levels.forEach(level -> cells.add(cell(verdict.on(guarantee, level))));
      if (cells.stream().skip(1).anyMatch(cell -> !cell.equals("-"))) {
        table.row(cells);
      }
    }
    return table;
  }

  private static String cell(@Nullable Judgement judgement) {
    if (judgement == null) {
      return "-";
    }
    String counts = Numbers.count(judgement.broken()) + " of " + Numbers.count(judgement.checked());
    if (!judgement.isPromised()) {
      return "(" + counts + ")";
    }
    return switch (judgement.status()) {
      case KEPT -> "kept " + Numbers.count(judgement.checked()) + judgement.doubt();
      case BROKEN -> "BROKEN " + counts + judgement.doubt();
      case UNJUDGED -> "not judged" + judgement.doubt();
    };
  }

  private static void tell(PrintWriter out, String title, List<Counterexample> stories) {
    if (stories.isEmpty()) {
      return;
    }
    out.println(title);
    out.println();
    Set<Judgement> told = new HashSet<>();
    stories.stream()
        .filter(story -> told.add(story.judgement()))
        .limit(STORIES)
        .forEach(story -> tell(out, story));
  }

  private static void tell(PrintWriter out, Counterexample story) {
    out.println("  " + story.judgement().name() + " (" + story.judgement().extent() + ")");
    out.println(wrapped(story.violation().sentence(), "  "));
    out.println();
    TextTable table = new TextTable(6, "  ", "called", "took", "session", "did", "on");
    for (Counterexample.Line line : story.lines()) {
      table.row(
          (line.culprit() ? ">" : " ") + line.number(),
          Numbers.nanos(line.fromNanos()),
          line.took(),
          String.valueOf(line.operation().session()),
          Numbers.shortened(line.deed(), 40),
          Numbers.shortened(line.where(), 24));
    }
    out.print(table);
    out.println();
    Counterexample.Line culprit = story.lines().get(story.lines().size() - 1);
    if (culprit.reason() != null) {
      out.println(
          wrapped("%d went there because: %s".formatted(culprit.number(), culprit.reason()), "  "));
    }
    story.lines().forEach(line -> tokens(out, line));
    out.println("  1 was called " + Numbers.nanos(story.startedAt()) + " into the run");
    if (!story.faults().isEmpty()) {
      String names = story.faults().stream().map(FaultSpan::name).collect(Collectors.joining("; "));
      out.println(wrapped("meanwhile: " + names, "  "));
    }
    out.println();
  }

  private static void tokens(PrintWriter out, Counterexample.Line line) {
    String before = line.operation().tokenBefore();
    if (before != null) {
      out.println(wrapped("%d held the token %s".formatted(line.number(), before), "  "));
    }
    String after = line.operation().tokenAfter();
    if (after != null) {
      out.println(wrapped("%d left the token %s".formatted(line.number(), after), "  "));
    }
  }

  private void faults(PrintWriter out) {
    if (run.faults().isEmpty()) {
      return;
    }
    out.println("What was done to the cluster");
    out.println();
    TextTable table = new TextTable(3, "fault", "node", "times", "total");
    run.faults().stream()
        .collect(
            Collectors.groupingBy(FaultSpan::name, java.util.TreeMap::new, Collectors.toList()))
        .values()
        .forEach(
            same ->
                table.row(
                    Numbers.shortened(same.get(0).sentence(), 40),
                    same.get(0).node() == null ? "" : same.get(0).node(),
                    Numbers.count(same.size()),
                    total(same)));
    out.print(table);
    out.println();
  }

  private static String total(List<FaultSpan> same) {
    if (same.stream().anyMatch(fault -> fault.until() == FaultSpan.NEVER)) {
      return "to the end";
    }
    return Numbers.nanos(same.stream().mapToLong(fault -> fault.until() - fault.at()).sum());
  }

  /** Lines of at most the report's width. */
  static String wrapped(String text, String indent) {
    StringBuilder lines = new StringBuilder();
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split("\\s+", -1)) {
      if (line.length() > indent.length() && line.length() + word.length() >= WIDTH) {
        lines.append(line.toString().stripTrailing()).append(System.lineSeparator());
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    return lines.append(line.toString().stripTrailing()).toString();
  }
}
