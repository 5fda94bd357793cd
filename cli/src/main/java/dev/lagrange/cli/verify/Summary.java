package dev.lagrange.cli.verify;

import dev.lagrange.verifier.check.Findings;
import dev.lagrange.verifier.check.Findings.Count;
import dev.lagrange.verifier.check.Findings.Subject;
import java.io.PrintWriter;
import java.util.Comparator;
import java.util.Locale;
import java.util.Map;

/** The findings as a table. */
final class Summary {

  private Summary() {}

  static void print(Findings findings, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-32s %-14s %-9s %10s %10s%n",
        "guarantee",
        "level",
        "promised",
        "checked",
        "broken");
    findings.counts().entrySet().stream()
        .sorted(
            Comparator.comparing(
                    (Map.Entry<Subject, Count> entry) -> entry.getKey().level().toString())
                .thenComparing(entry -> entry.getKey().guarantee()))
        .forEach(entry -> print(entry.getKey(), entry.getValue(), out));
  }

  private static void print(Subject subject, Count count, PrintWriter out) {
    out.printf(
        Locale.ROOT,
        "  %-32s %-14s %-9s %,10d %,10d%n",
        subject.guarantee().title(),
        subject.level(),
        subject.isPromised() ? "yes" : "no",
        count.checked(),
        count.broken());
    if (count.broken() > 0) {
      out.println("      " + count.examples().get(0).sentence());
    }
  }
}
