package dev.lagrange.driver.differential;

import dev.lagrange.driver.LagrangeUrl;
import java.sql.Connection;
import java.sql.SQLException;

/**
 * Where the driver differs on purpose. After one of these the two sessions are in different states,
 * so that the script ends there.
 */
final class KnownDifferences {

  private static final String FAILED_TRANSACTION = "error 25P02";

  private KnownDifferences() {}

  static boolean include(Step step, String direct, String routed, Connection connection)
      throws SQLException {
    return isSaidWithoutAsking(step, direct, routed)
        || isRefusedByReplica(step, routed, connection)
        || isOfRowsElsewhere(direct, routed)
        || isDescribedBefore(step, direct)
        || isSchemaKept(step, direct, routed);
  }

  /**
   * What a connection was told it says without asking the server. pgjdbc asks, which begins a
   * transaction in manual-commit mode, and fails in one that failed.
   */
  private static boolean isSaidWithoutAsking(Step step, String direct, String routed) {
    boolean asks =
        step.name().equals(Steps.CONNECTION_SAYS)
            || step.name().startsWith(Steps.ISOLATION)
            || step.name().startsWith(Steps.READ_ONLY);
    boolean began = direct.equals("error 25001") && routed.equals("String done");
    boolean beganBefore = direct.equals("error 3B001") && routed.equals("error 25P01");
    return beganBefore || (asks && (direct.equals(FAILED_TRANSACTION) || began));
  }

  /**
   * A transaction declared read-only runs on a replica, which can less than a primary; so do its
   * rows, which may be open longer.
   */
  private static boolean isRefusedByReplica(Step step, String routed, Connection connection)
      throws SQLException {
    return routed.endsWith(" 25006")
        && (step.name().endsWith(Steps.A_ROW)
            || LagrangeUrl.route(connection).startsWith("replica"));
  }

  /** Rows that were opened before a transaction that failed are on another connection. */
  private static boolean isOfRowsElsewhere(String direct, String routed) {
    return direct.equals(FAILED_TRANSACTION) && routed.equals("error 24000");
  }

  /**
   * pgjdbc keeps what the server once described, and asks again on a new connection: which fails in
   * a transaction that failed. A pooled connection has often asked before.
   */
  private static boolean isDescribedBefore(Step step, String direct) {
    boolean describes = step.name().equals(Steps.DESCRIBED) || step.name().equals(Steps.PARAMETERS);
    return describes && direct.equals(FAILED_TRANSACTION);
  }

  /** What setSchema set is kept when its transaction is rolled back; the server's is not. */
  private static boolean isSchemaKept(Step step, String direct, String routed) {
    return step.name().endsWith("SHOW search_path")
        && direct.contains("\"$user\", public")
        && routed.contains("[String public, ]");
  }
}
