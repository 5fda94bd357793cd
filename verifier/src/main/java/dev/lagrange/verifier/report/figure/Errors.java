package dev.lagrange.verifier.report.figure;

import dev.lagrange.verifier.history.History;
import dev.lagrange.verifier.history.Operation;
import dev.lagrange.verifier.history.Outcome;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What clients were told when an operation did not succeed. */
public final class Errors {

  private static final Pattern SQLSTATE = Pattern.compile("(?i)sqlstate[ :=]*([0-9A-Z]{5})\\b");
  // a word of five capitals has no digit, an SQLSTATE has one
  private static final Pattern LEADING = Pattern.compile("^((?=[A-Z]*[0-9])[0-9A-Z]{5}): ");
  private static final Pattern CHANGING = Pattern.compile("[0-9a-fA-F]*[0-9][0-9a-fA-F]*");

  /**
   * Errors that differ in numbers only.
   *
   * @param sqlstate theirs; null if the text has none
   * @param text the text of the first of them
   * @param count how many there were
   * @param unknown after how many of them nobody knows whether the operation took place
   */
  public record Row(@Nullable String sqlstate, String text, long count, long unknown) {}

  private Errors() {}

  /** Those of a history, the most frequent first. */
  public static List<Row> of(History history) {
    Map<String, Row> rows = new HashMap<>();
    for (Operation operation : history.operations()) {
      if (!operation.isKnown()) {
        String text = operation.error() == null ? "no message" : operation.error();
        long unknown = operation.outcome() == Outcome.UNKNOWN ? 1 : 0;
        String sqlstate = sqlstate(text);
        text = LEADING.matcher(text).replaceFirst("");
        String kind = sqlstate + CHANGING.matcher(text).replaceAll("#");
        rows.merge(kind, new Row(sqlstate, text, 1, unknown), Errors::sum);
      }
    }
    List<Row> sorted = new ArrayList<>(rows.values());
    sorted.sort(Comparator.comparingLong(Row::count).reversed().thenComparing(Row::text));
    return sorted;
  }

  private static Row sum(Row one, Row other) {
    return new Row(
        one.sqlstate(), one.text(), one.count() + other.count(), one.unknown() + other.unknown());
  }

  private static @Nullable String sqlstate(String text) {
    Matcher named = SQLSTATE.matcher(text);
    if (named.find()) {
      return named.group(1);
    }
    Matcher leading = LEADING.matcher(text);
    return leading.find() ? leading.group(1) : null;
  }
}
