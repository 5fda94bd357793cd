package dev.lagrange.control.cluster;

import dev.lagrange.routing.consistency.Consistency;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.RoutingMode;
import dev.lagrange.routing.spelling.Nearest;
import dev.lagrange.routing.spelling.Quote;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.util.List;

/** What may be set as {@code lagrange.*}, and what is said of anything else (22023). Stateless. */
public final class SettingValues {

  private SettingValues() {}

  /**
   * Reads a level.
   *
   * @param where where it stands, for the error, e.g. {@code "the hint"}
   * @throws SQLException if it is none (22023)
   */
  public static Consistency consistency(String text, String where) throws SQLException {
    try {
      return Consistency.parse(text);
    } catch (IllegalArgumentException e) {
      throw refused("In " + where + ": " + e.getMessage());
    }
  }

  /**
   * Reads the routing switch.
   *
   * @throws SQLException if it is none (22023)
   */
  public static RoutingMode mode(String text) throws SQLException {
    try {
      return OptionTable.ROUTING.type().parse(text);
    } catch (IllegalArgumentException e) {
      throw refused("In lagrange.routing: " + e.getMessage());
    }
  }

  /** That SET LOCAL is of no use for a setting. */
  public static SQLException notLocal(String name) {
    return refused("lagrange." + name + " belongs to the session: use SET without LOCAL");
  }

  /** That a token cannot be taken back. */
  public static SQLException tokenStays() {
    return refused("lagrange.token cannot be reset: a session only grows; open another one");
  }

  /** That there is no such setting. */
  public static SQLException unknown(String name, List<String> known) {
    return refused(
        "There is no setting "
            + Quote.of("lagrange." + name)
            + "; known are "
            + known.stream().map(k -> "lagrange." + k).toList()
            + Nearest.suggestion(name, known));
  }

  private static SQLException refused(String message) {
    return new SQLNonTransientException(message, SqlState.INVALID_OPTION.code());
  }
}
