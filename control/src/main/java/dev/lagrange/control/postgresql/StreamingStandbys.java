package dev.lagrange.control.postgresql;

import dev.lagrange.control.Standby;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLInvalidAuthorizationSpecException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/**
 * What streams from a primary (PostgreSQL manual, "The Cumulative Statistics System", {@code
 * pg_stat_replication}). Base backups do not stream, and who receives logical changes has a slot
 * that says so. What archives the log cannot be told from a standby.
 */
final class StreamingStandbys {

  private static final String QUESTION =
      """
      SELECT r.application_name, host(r.client_addr), pg_has_role('pg_read_all_stats', 'usage')
        FROM pg_stat_replication r
       WHERE (r.state IS NULL OR r.state IN ('streaming', 'catchup'))
         AND NOT EXISTS (SELECT FROM pg_replication_slots s
                          WHERE s.active_pid = r.pid AND s.slot_type = 'logical')
       ORDER BY 1, 2
      """;

  private StreamingStandbys() {}

  static List<Standby> of(Connection primary) throws SQLException {
    List<Standby> standbys = new ArrayList<>();
    try (Statement statement = primary.createStatement();
        ResultSet row = statement.executeQuery(QUESTION)) {
      while (row.next()) {
        if (!row.getBoolean(3)) {
          throw new SQLInvalidAuthorizationSpecException(
              "The monitor's user may not see which standbys the primary has: set monitorUser to a"
                  + " member of pg_monitor",
              "42501");
        }
        standbys.add(new Standby(row.getString(1), row.getString(2)));
      }
    }
    return standbys;
  }
}
