package dev.lagrange.routing.spelling;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** The known word that a misspelled one most likely meant. */
public final class Nearest {

  private Nearest() {}

  /**
   * The candidate with the fewest letters added, removed, changed or swapped with their neighbour,
   * ignoring case and {@code - _ .}; empty if none is near enough to be meant. Among equals the
   * first in alphabetical order.
   */
  public static Optional<String> of(String word, Collection<String> candidates) {
    String given = letters(word);
    int fewest = Math.max(1, (given.length() + 2) / 3) + 1;
    String nearest = null;
    for (String candidate : candidates.stream().sorted().toList()) {
      String known = letters(candidate);
      // also keeps a hostile word of megabytes from costing anything
      if (Math.abs(known.length() - given.length()) >= fewest) {
        continue;
      }
      int distance = distance(given, known);
      if (distance < fewest) {
        fewest = distance;
        nearest = candidate;
      }
    }
    return Optional.ofNullable(nearest);
  }

  /** {@code "; did you mean 'replicaWait'?"}, or nothing if no candidate is near. */
  public static String suggestion(String word, Collection<String> candidates) {
    return of(word, candidates).map(near -> "; did you mean '" + near + "'?").orElse("");
  }

  private static String letters(String word) {
    return word.toLowerCase(Locale.ROOT).replaceAll("[-_.]", "");
  }

  /** Optimal string alignment: Levenshtein's distance with swaps of neighbours. */
  private static int distance(String a, String b) {
    int[][] cost = new int[a.length() + 1][b.length() + 1];
    for (int i = 0; i <= a.length(); i++) {
      for (int j = 0; j <= b.length(); j++) {
        if (i == 0 || j == 0) {
          cost[i][j] = i + j;
          continue;
        }
        int changed = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        cost[i][j] =
            Math.min(cost[i - 1][j - 1] + changed, Math.min(cost[i - 1][j], cost[i][j - 1]) + 1);
        if (i > 1
            && j > 1
            && a.charAt(i - 1) == b.charAt(j - 2)
            && a.charAt(i - 2) == b.charAt(j - 1)) {
          cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
        }
      }
    }
    return cost[a.length()][b.length()];
  }
}
