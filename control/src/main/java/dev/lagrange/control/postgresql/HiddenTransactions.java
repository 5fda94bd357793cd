package dev.lagrange.control.postgresql;

import dev.lagrange.control.UnderWay;
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
        FROM (SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS heard) AS here,
             LATERAL (SELECT unnest(?)
                      UNION ALL
                      SELECT generate_series(?::bigint, least(?, heard) - 1)) AS asked (id)
       WHERE CASE WHEN id < heard THEN pg_xact_status(id::text::xid8) = 'committed' END
      """;

  private HiddenTransactions() {}

  /**
   * Those under way.
   *
   * @param snapshot as the server prints it, {@code xmin:xmax:xip,xip}: it lists none from {@code
   *     xmax} on, which is one past the newest that has ended (manual, "Snapshot Functions")
   * @param begun how many have begun from {@code xmax} on
   */
  static UnderWay in(String snapshot, int begun) {
    String[] parts = snapshot.split(":", -1);
    long from = Long.parseLong(parts[1]);
    Set<Long> older = new HashSet<>();
    for (String id : parts[2].isEmpty() ? new String[0] : parts[2].split(",")) {
      older.add(Long.valueOf(id));
    }
    return new UnderWay(older, from, from + begun);
  }

  static Set<Long> shownBy(Connection replica, UnderWay transactions) throws SQLException {
    Array older = replica.createArrayOf("bigint", transactions.older().toArray());
    try (PreparedStatement statement = replica.prepareStatement(SHOWN)) {
      statement.setArray(1, older);
      statement.setLong(2, transactions.from());
      statement.setLong(3, transactions.to());
      Set<Long> shown = new HashSet<>();
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          shown.add(rows.getLong(1));
        }
      }
      return shown;
    } finally {
      older.free();
    }
  }
}
