package dev.lagrange.control.yaml;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong with one version of a file, line by line. Not thread-safe. */
public final class Problems {

  /** A file in the wrong place is wrong in every line: nobody reads that far. */
  private static final int MOST_SHOWN = 20;

  private record Problem(int line, String text) {}

  private final List<Problem> all = new ArrayList<>();

  /** None yet. */
  public Problems() {}

  /** One more, which says what is wrong, the rule and the remedy. */
  public void add(int line, String text) {
    all.add(new Problem(line, text));
  }

  /** Whether there is none. */
  public boolean isEmpty() {
    return all.isEmpty();
  }

  /** How many there are. */
  public int count() {
    return all.size();
  }

  /** All of them, for the message that names the file. */
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
