package dev.lagrange.verifier.target;

import dev.lagrange.routing.error.SqlState;
import dev.lagrange.verifier.history.Outcome;
import java.sql.SQLException;
import java.sql.SQLWarning;
import org.jspecify.annotations.Nullable;

/**
 * Whether something that failed took place all the same. In doubt it is unknown: that makes checks
 * milder, and never wrong.
 */
final class Doubt {

  /** How far an operation had come. */
  enum Phase {
    /** Nothing was sent. */
    BORROWING,
    /** In a transaction, which nobody commits any more. */
    BEFORE_COMMIT,
    /** A statement that commits itself was sent. */
    STATEMENT,
    /** A commit was sent. */
    COMMIT
  }

  private static final int LONGEST = 300;

  private Doubt() {}

  static Outcome of(SQLException error, Phase phase) {
    return switch (phase) {
      case BORROWING, BEFORE_COMMIT -> Outcome.FAILED;
      case STATEMENT -> isRefusal(error.getSQLState()) ? Outcome.FAILED : Outcome.UNKNOWN;
      case COMMIT ->
          isRefusal(error.getSQLState()) && !isLoss(error) ? Outcome.FAILED : Outcome.UNKNOWN;
    };
  }

  /** An error in one line. */
  static String text(SQLException error) {
    String message = String.valueOf(error.getMessage());
    String line = message.lines().findFirst().orElse("");
    String brief = line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
    return error.getSQLState() == null ? brief : error.getSQLState() + ": " + brief;
  }

  /** Whether a session was told that something it had written or read may be lost. */
  static boolean isLoss(SQLException error) {
    return SqlState.HISTORY_LOST.code().equals(error.getSQLState());
  }

  /**
   * Whether a state says that nothing took place: the server rolled back and told so, or the
   * statement was not sent. Not so where the connection was lost (08, but for what could not
   * connect), the server was shut down (57P01, 57P02), completion is unknown (40003), or the server
   * is in trouble itself (58, XX).
   */
  private static boolean isRefusal(@Nullable String state) {
    if (state == null || state.length() != 5) {
      return false;
    }
    return switch (state.substring(0, 2)) {
      case "08" -> state.equals("08001") || state.equals("08004");
      case "57" -> state.equals("57014") || state.equals("57P03");
      case "40" -> !state.equals("40003");
      case "58", "XX" -> false;
      default -> true;
    };
  }

  /**
   * Whether a warning came with a success: a wait for synchronous replicas that was cancelled says
   * no more than that the commit is on the primary.
   */
  static @Nullable String warning(@Nullable SQLWarning warning) {
    for (SQLWarning next = warning; next != null; next = next.getNextWarning()) {
      if ("01000".equals(next.getSQLState())) {
        return next.getMessage();
      }
    }
    return null;
  }
}
