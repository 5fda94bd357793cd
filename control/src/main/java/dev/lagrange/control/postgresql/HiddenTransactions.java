package dev.lagrange.control.postgresql;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;

/**
 * Transactions that a primary does not show yet. Their commits may have been logged, and so be
 * shown by a replica: a primary shows a commit after it has been replicated, not before.
 */
final class HiddenTransactions {

  /** A replica that is behind has not heard of the newest, and asked for them it fails. */
  private static final String SHOWN =
      """
      SELECT id
        FROM unnest(?) AS id
       WHERE CASE WHEN id::xid8 < pg_snapshot_xmax(pg_current_snapshot())
                  THEN pg_xact_status(id::xid8) = 'committed'
             END
      """;

  private HiddenTransactions() {}

  /** Those under way, by a snapshot as the server prints it: {@code xmin:xmax:xip,xip}. */
  static Set<String> in(String snapshot) {
    String underWay = snapshot.substring(snapshot.lastIndexOf(':') + 1);
    return underWay.isEmpty() ? Set.of() : Set.of(underWay.split(","));
  }

  static Set<String> shownBy(Connection replica, Set<String> transactions) throws SQLException {
    Array ids = replica.createArrayOf("text", transactions.toArray());
    try (PreparedStatement statement = replica.prepareStatement(SHOWN)) {
      statement.setArray(1, ids);
      Set<String> shown = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          shown.add(rows.getString(1));
        }
      }
      return shown;
    } finally {
      ids.free();
    }
  }
}
