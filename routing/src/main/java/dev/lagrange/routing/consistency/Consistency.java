package dev.lagrange.routing.consistency;

import dev.lagrange.routing.spelling.Durations;
import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * What a read may return. Immutable.
 *
 * <p>Inside, a level is a struct: a staleness bound, a set of session guarantees, and how writes
 * are acknowledged. The four levels are the presets of it that have a name; only the bound varies.
 *
 * @param level the promise
 * @param staleness the bound of {@link ConsistencyLevel#BOUNDED}; zero at the other levels
 */
public record Consistency(ConsistencyLevel level, Duration staleness) {

  /** Every write acknowledged before the read began. */
  public static final Consistency STRONG = new Consistency(ConsistencyLevel.STRONG, Duration.ZERO);

  /** At least what this session has written and read. */
  public static final Consistency EVENTUAL =
      new Consistency(ConsistencyLevel.EVENTUAL, Duration.ZERO);

  /** The state of some live replica. */
  public static final Consistency WEAK = new Consistency(ConsistencyLevel.WEAK, Duration.ZERO);

  private static final Duration LONGEST = Duration.ofHours(24);

  private static final List<String> NAMES =
      List.of("strong", "bounded", "eventual", "session", "weak");

  /**
   * Checks the bound.
   *
   * @throws IllegalArgumentException if the bound of {@code BOUNDED} is not positive or above 24
   *     hours, or if another level has one
   */
  public Consistency {
    if (level != ConsistencyLevel.BOUNDED && !staleness.isZero()) {
      throw new IllegalArgumentException(
          "Only 'bounded' takes a bound, not '%s': leave out %s"
              .formatted(level.name().toLowerCase(Locale.ROOT), Durations.print(staleness)));
    }
    if (level == ConsistencyLevel.BOUNDED
        && (staleness.isNegative() || staleness.isZero() || staleness.compareTo(LONGEST) > 0)) {
      throw new IllegalArgumentException(
          "The bound %s is out of range: choose one above 0 and up to 24h, such as 'bounded(5s)'"
              .formatted(Durations.print(staleness)));
    }
  }

  /**
   * All that was committed more than {@code staleness} ago.
   *
   * @throws IllegalArgumentException if it is not positive or above 24 hours
   */
  public static Consistency bounded(Duration staleness) {
    return new Consistency(ConsistencyLevel.BOUNDED, staleness);
  }

  /**
   * Reads {@code strong}, {@code bounded(5s)}, {@code eventual}, its alias {@code session}, or
   * {@code weak}, in any case and with spaces between the parts.
   *
   * @throws IllegalArgumentException naming the value, the rule and the remedy
   */
  public static Consistency parse(String text) {
    String value = text.strip();
    int open = value.indexOf('(');
    String name = (open < 0 ? value : value.substring(0, open)).strip().toLowerCase(Locale.ROOT);
    if (name.equals("bounded")) {
      return bounded(bound(value, open));
    }
    Consistency preset = preset(name, value);
    if (open >= 0) {
      throw new IllegalArgumentException(
          "%s has a bound, which only 'bounded' takes: write '%s' or 'bounded(5s)'"
              .formatted(Quote.of(value), name));
    }
    return preset;
  }

  private static Duration bound(String value, int open) {
    if (open >= 0 && value.endsWith(")")) {
      String bound = value.substring(open + 1, value.length() - 1).strip();
      if (!bound.isEmpty()) {
        return duration(value, bound);
      }
    }
    throw new IllegalArgumentException(
        "%s has no bound in parentheses: write one, such as 'bounded(5s)'"
            .formatted(Quote.of(value)));
  }

  private static Duration duration(String value, String bound) {
    try {
      return Durations.parse(bound);
    } catch (IllegalArgumentException refused) {
      throw new IllegalArgumentException(
          "The bound of %s: %s".formatted(Quote.of(value), refused.getMessage()), refused);
    }
  }

  private static Consistency preset(String name, String value) {
    return switch (name) {
      case "strong" -> STRONG;
      case "eventual", "session" -> EVENTUAL;
      case "weak" -> WEAK;
      default ->
          throw new IllegalArgumentException(
              "%s is not a level: write strong, bounded(5s), eventual (or session) or weak%s"
                  .formatted(Quote.of(value), Nearest.suggestion(name, NAMES)));
    };
  }

  /** Whether this asks for more than another: a stronger level, or a lesser bound. */
  public boolean isStricterThan(Consistency other) {
    int byLevel = level.compareTo(other.level);
    return byLevel > 0 || (byLevel == 0 && staleness.compareTo(other.staleness) < 0);
  }

  /** The form that {@link #parse} reads. */
  @Override
  public String toString() {
    String name = level.name().toLowerCase(Locale.ROOT);
    return level == ConsistencyLevel.BOUNDED ? name + "(" + Durations.print(staleness) + ")" : name;
  }
}
