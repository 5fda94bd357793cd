package dev.lagrange.control.postgresql;

import dev.lagrange.control.Barrier;
import dev.lagrange.routing.error.SqlState;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.Statement;

/**
 * A message to nobody in the primary's log, committed with {@code remote_apply}, which needs no
 * privilege. That the commit succeeded proves nothing by itself: the wait can be cancelled, and
 * with {@code synchronous_standby_names} emptied there is none. So the standbys that have replayed
 * the message are counted.
 */
final class PostgresBarrier implements Barrier {

  private static final String WRITE =
      """
      BEGIN;
      SET LOCAL synchronous_commit = remote_apply;
      SELECT pg_logical_emit_message(true, 'lagrange', '');
      COMMIT
      """;
  private static final String COUNT =
      """
      SELECT current_setting('synchronous_standby_names'),
             count(*) FILTER (WHERE replay_lsn > ?::pg_lsn),
             count(*) FILTER (WHERE replay_lsn IS NULL),
             current_user
        FROM pg_stat_replication
       WHERE sync_state IS NULL OR sync_state <> 'async'
      """;

  private final Connection connection;

  PostgresBarrier(Connection connection) {
    this.connection = connection;
  }

  @Override
  public void pass() throws SQLException {
    String message = write();
    try (PreparedStatement statement = connection.prepareStatement(COUNT)) {
      statement.setString(1, message);
      try (ResultSet row = statement.executeQuery()) {
        row.next();
        check(row.getString(1), row.getInt(2), row.getInt(3), row.getString(4));
      }
    }
  }

  /** Where the message is in the log. */
  private String write() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      boolean hasRows = statement.execute(WRITE);
      while (!hasRows && statement.getUpdateCount() >= 0) {
        hasRows = statement.getMoreResults();
      }
      try (ResultSet row = statement.getResultSet()) {
        row.next();
        return row.getString(1);
      }
    }
  }

  /** Throws unless enough standbys have it. */
  static void check(String setting, int have, int hidden, String user) throws SQLException {
    int needed = SynchronousStandbys.needed(setting);
    if (needed == 0) {
      throw unproved(
          "synchronous_standby_names is empty, so that no standby has to follow it; set it, such as"
              + " 'ANY 1 (*)', or strongFencing=none where the failover manager fences an old"
              + " primary");
    }
    if (have < needed && hidden > 0) {
      throw unproved(
          "user '"
              + user
              + "' may not see how far its standbys are; make it a member of pg_monitor");
    }
    if (have < needed) {
      throw unproved(
          "%d of the %d standbys that synchronous_standby_names='%s' asks for have replayed its last message, though its commit succeeded; retry, and see who cancels its waits"
              .formatted(have, needed, setting));
    }
  }

  private static SQLException unproved(String why) {
    return new SQLNonTransientException(
        "The primary cannot prove that it still rules: " + why, SqlState.NO_QUORUM.code());
  }
}
