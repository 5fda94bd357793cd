package dev.lagrange.routing.spelling;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The units of one kind of quantity. Immutable.
 *
 * @param kind what is measured, with its article, for messages
 * @param units from the smallest, whose worth is 1
 * @param likely the unit that a bare number most likely means
 * @param other the next likely unit; zero is printed in it
 */
record Units(String kind, List<Unit> units, String likely, String other) {

  // 18 digits fit a long; more than that is no quantity of anything here
  private static final Pattern FORM = Pattern.compile("([+-]?\\d{1,18})\\s*(\\p{Alpha}*)");

  /** One unit and how many of the smallest it is worth. */
  record Unit(String name, long worth) {}

  /** The amount in the smallest unit. */
  long parse(String text) {
    String stripped = text.strip();
    Matcher form = FORM.matcher(stripped);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "%s is not %s: write a whole number and a unit (%s), such as '500%s'"
              .formatted(Quote.of(stripped), kind, names(), other));
    }
    String number = form.group(1);
    Unit unit = find(form.group(2)).orElseThrow(() -> unitProblem(stripped, number, form.group(2)));
    try {
      return Math.multiplyExact(Long.parseLong(number), unit.worth());
    } catch (ArithmeticException tooLarge) {
      throw new IllegalArgumentException(
          "%s is too large for %s: write a smaller number".formatted(Quote.of(stripped), kind),
          tooLarge);
    }
  }

  /** The shortest exact form: the largest unit that divides the amount. */
  String print(long amount) {
    if (amount == 0) {
      return "0" + other;
    }
    Unit best = units.get(0);
    for (Unit unit : units) {
      if (amount % unit.worth() == 0) {
        best = unit;
      }
    }
    return amount / best.worth() + best.name();
  }

  private Optional<Unit> find(String name) {
    return units.stream().filter(unit -> unit.name().equalsIgnoreCase(name)).findFirst();
  }

  private IllegalArgumentException unitProblem(String text, String number, String unit) {
    List<String> spellings = meant(unit).stream().map(name -> "'" + number + name + "'").toList();
    return new IllegalArgumentException(
        "%s has %s: %s"
            .formatted(
                Quote.of(text),
                unit.isEmpty() ? "no unit" : "an unknown unit",
                spellings.isEmpty()
                    ? "use one of " + names()
                    : "write " + String.join(" or ", spellings)));
  }

  /** What a missing or unknown unit might mean: {@code m} is {@code ms} or {@code min}. */
  private List<String> meant(String unit) {
    if (unit.isEmpty()) {
      return List.of(likely, other);
    }
    String given = unit.toLowerCase(Locale.ROOT);
    return units.stream()
        .map(Unit::name)
        .filter(name -> alike(name.toLowerCase(Locale.ROOT), given))
        .toList();
  }

  private static boolean alike(String name, String given) {
    return name.startsWith(given) || given.startsWith(name);
  }

  private String names() {
    return String.join(", ", units.stream().map(Unit::name).toList());
  }
}
