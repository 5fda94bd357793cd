package dev.lagrange.control.postgresql;

import dev.lagrange.control.UnderWay;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
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

  /**
   * A commit waits for standbys after it was logged, and before it is shown. Of a transaction of
   * another role, without {@code pg_read_all_stats}, it is not known whether it does ({@code state}
   * is null), unless nobody waits. Whoever commits a prepared transaction has no number of its own
   * meanwhile.
   */
  private static final String WAITING =
      """
      WITH there AS MATERIALIZED (
             SELECT backend_xid
               FROM pg_stat_activity
              WHERE wait_event = 'SyncRep'
                 OR (state IS NULL
                     AND usesysid IS NOT NULL
                     AND current_setting('synchronous_standby_names') <> ''))
      SELECT backend_xid::text::bigint FROM there WHERE backend_xid IS NOT NULL
      UNION ALL
      SELECT transaction::text::bigint
        FROM pg_prepared_xacts
       WHERE EXISTS (SELECT FROM there WHERE backend_xid IS NULL)
      """;

  /** Of a transaction's number, all that most of the catalog says. */
  private static final long SHORT_NUMBER = 0xFFFF_FFFFL;

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

  /** Those that may have been logged, as far as their primary says. */
  static Set<Long> waitingOn(Connection primary, UnderWay transactions) throws SQLException {
    Set<Long> waiting = new HashSet<>();
    try (Statement statement = primary.createStatement();
        ResultSet rows = statement.executeQuery(WAITING)) {
      while (rows.next()) {
        waiting.add(rows.getLong(1));
      }
    }
    Set<Long> found = new HashSet<>(transactions.older());
    for (long number = transactions.from(); number < transactions.to(); number++) {
      found.add(number);
    }
    found.removeIf(number -> !waiting.contains(number & SHORT_NUMBER));
    return found;
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
