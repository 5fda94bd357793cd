package dev.lagrange.control.mysql;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Rules and their alternatives with weights; the resource that holds them says how it reads. */
final class StatementGrammar {

  /** Between two tokens of what is made. */
  static final char GAP = '\0';

  private static final int DEPTH = 9;
  private static final Pattern RULE = Pattern.compile("<([a-z_0-9]+)>");

  private final Map<String, List<Alternative>> rules = new HashMap<>();

  private record Alternative(int weight, String text) {}

  StatementGrammar(List<String> lines) {
    List<Alternative> rule = List.of();
    for (String line : lines) {
      if (!line.startsWith(" ")) {
        rule = new ArrayList<>();
        rules.put(line, rule);
        continue;
      }
      String[] parts = line.strip().split(" ", 2);
      String text = parts[1].equals("-") ? "" : parts[1].replace(' ', GAP).replace('␣', ' ');
      rule.add(new Alternative(Integer.parseInt(parts[0]), text));
    }
  }

  String make(String rule, Random random) {
    return expand(rule, random, 0);
  }

  private String expand(String rule, Random random, int depth) {
    List<Alternative> alternatives = Objects.requireNonNull(rules.get(rule), rule);
    String chosen = depth < DEPTH ? choose(alternatives, random) : alternatives.get(0).text();
    return RULE.matcher(chosen)
        .replaceAll(
            (MatchResult found) ->
                Matcher.quoteReplacement(expand(found.group(1), random, depth + 1)));
  }

  private static String choose(List<Alternative> alternatives, Random random) {
    int total = alternatives.stream().mapToInt(Alternative::weight).sum();
    int left = random.nextInt(total);
    for (Alternative alternative : alternatives) {
      left -= alternative.weight();
      if (left < 0) {
        return alternative.text();
      }
    }
    throw new AssertionError("no alternative");
  }
}
