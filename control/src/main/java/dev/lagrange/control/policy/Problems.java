package dev.lagrange.control.policy;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one version of a policy, line by line. Confined to one reading. */
final class Problems {

  /** A file in the wrong place is wrong in every line: nobody reads that far. */
  private static final int MOST_SHOWN = 20;

  private record Problem(int line, String text) {}

  private final List<Problem> all = new ArrayList<>();

  void add(int line, String text) {
    all.add(new Problem(line, text));
  }

  boolean isEmpty() {
    return all.isEmpty();
  }

  /** All of them, for the message that names the policy. */
  @Override
  public String toString() {
    List<String> lines =
        all.stream()
            .sorted(Comparator.comparingInt(Problem::line))
            .limit(MOST_SHOWN)
            .map(problem -> "line " + problem.line() + ": " + problem.text())
            .toList();
    if (all.size() == 1) {
      return lines.get(0);
    }
    String more = all.size() > MOST_SHOWN ? "\n- and " + (all.size() - MOST_SHOWN) + " more" : "";
    return all.size() + " problems:\n- " + String.join("\n- ", lines) + more;
  }
}
