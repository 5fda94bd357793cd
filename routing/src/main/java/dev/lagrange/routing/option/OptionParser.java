package dev.lagrange.routing.option;

import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Reads one set of properties and collects everything that is wrong with it. Used once. */
final class OptionParser {

  private final Set<String> driverProperties;
  private final Map<Option<?>, Object> values = new HashMap<>();
  private final Map<String, String> passedThrough = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  OptionParser(Set<String> driverProperties) {
    this.driverProperties = driverProperties;
  }

  Options parse(Map<String, String> given, Map<String, String> environment) {
    // sorted, so that the same mistakes make the same message
    new TreeMap<>(given).forEach(this::property);
    for (Option<?> option : OptionTable.all()) {
      String variable = environment.get(option.environmentName());
      if (variable != null && !given.containsKey(option.key())) {
        value(option, "Environment variable '" + option.environmentName() + "'", variable);
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(message());
    }
    return new Options(values, passedThrough);
  }

  private void property(String key, String text) {
    OptionTable.find(key)
        .ifPresentOrElse(
            option -> value(option, "Option '" + key + "'", text), () -> driverProperty(key, text));
  }

  private void value(Option<?> option, String source, String text) {
    try {
      values.put(option, option.type().parse(text));
    } catch (IllegalArgumentException refused) {
      problems.add(source + ": " + refused.getMessage());
    }
  }

  private void driverProperty(String key, String text) {
    if (driverProperties.contains(key)) {
      passedThrough.put(key, text);
      return;
    }
    Set<String> known = new TreeSet<>(driverProperties);
    known.addAll(OptionTable.keys());
    String suggestion = Nearest.suggestion(key, known);
    problems.add(
        "Option %s is known neither to Lagrange nor to the underlying driver%s"
            .formatted(Quote.of(key), suggestion.isEmpty() ? ": leave it out" : suggestion));
  }

  private String message() {
    return problems.size() == 1
        ? problems.get(0)
        : problems.size() + " problems:\n- " + String.join("\n- ", problems);
  }
}
