package dev.lagrange.control.postgresql;

import dev.lagrange.control.Acknowledgement;
import dev.lagrange.control.Probe;
import dev.lagrange.control.Reading;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;

/**
 * Probes a PostgreSQL server. On a standby the replayed position is read before the received one,
 * so that no record shown at the time of the first lies beyond the second.
 *
 * <p>Without {@code pg_monitor} a standby's {@code received_tli} is hidden; the timeline of its
 * last restart point stands in. It is never ahead of the truth but may be behind it after a
 * promotion, so such a replica may be passed over for some minutes, but is not believed too early.
 */
final class PostgresProbe implements Probe {

  private static final String QUESTION =
      """
      SELECT standby,
             CASE WHEN standby THEN pg_last_wal_replay_lsn() ELSE pg_current_wal_flush_lsn() END,
             CASE WHEN standby THEN pg_last_wal_receive_lsn() ELSE pg_current_wal_insert_lsn() END,
             CASE WHEN standby THEN (SELECT received_tli FROM pg_stat_wal_receiver)
                  ELSE ('x' || substr(pg_walfile_name(pg_current_wal_flush_lsn()), 1, 8))::bit(32)::int
             END,
             CASE WHEN standby THEN NULL ELSE pg_last_wal_replay_lsn() END,
             CASE WHEN standby THEN NULL ELSE pg_current_snapshot()::text END,
             CASE WHEN standby THEN NULL ELSE age(pg_snapshot_xmax(pg_current_snapshot())::xid) END,
             CASE WHEN standby THEN NULL ELSE pg_has_role('pg_read_all_stats', 'usage') END,
             CASE WHEN standby THEN NULL ELSE current_setting('synchronous_standby_names') END,
             CASE WHEN standby THEN NULL ELSE current_setting('synchronous_commit') END,
             CASE WHEN standby OR current_setting('synchronous_standby_names') = '' THEN 0
                  ELSE (SELECT count(*) FROM pg_stat_get_wal_senders() WHERE sync_state <> 'async')
             END
        FROM (SELECT pg_is_in_recovery() AS standby) AS node
      """;

  /**
   * The same to a server that is known to be a primary, and so for as long as it runs, on one
   * timeline. It costs the server a third of the other: what is not needed still has to be set up,
   * and reads at {@code eventual} wait for this answer.
   */
  private static final String QUESTION_TO_PRIMARY =
      """
      SELECT pg_current_wal_flush_lsn(),
             pg_current_wal_insert_lsn(),
             pg_current_snapshot()::text,
             age(pg_snapshot_xmax(pg_current_snapshot())::xid),
             pg_has_role('pg_read_all_stats', 'usage'),
             current_setting('synchronous_standby_names'),
             current_setting('synchronous_commit')
      """;

  /** One that has just connected anew may be there twice for a while. */
  private static final String ACKNOWLEDGING =
      """
      SELECT count(DISTINCT (application_name, client_addr))
        FROM pg_stat_replication
       WHERE sync_state <> 'async'
      """;

  private static final String SETTINGS =
      """
      SELECT current_setting('wal_block_size')::int,
             pg_size_bytes(current_setting('wal_segment_size')),
             (extract(epoch FROM current_setting('wal_writer_delay')::interval) * 1e9)::bigint
      """;

  private static final String CONTROL_FILE = "SELECT timeline_id FROM pg_control_checkpoint()";

  /** How long the timeline of the control file is believed before it is read again. */
  private static final long CONTROL_FILE_NANOS = 1_000_000_000L;

  private final Connection connection;
  private final boolean direct;
  private final PreparedStatement question;
  private final PreparedStatement questionToPrimary;
  private @Nullable Reading asPrimary;
  private final AcknowledgedPosition acknowledged;
  private String settingsSeen = "";
  private Acknowledgement acknowledgement = new Acknowledgement(0, 0, 0, false, "");
  private int acknowledging;
  private boolean receiverSeen;
  private int standbyTimeline;
  private long standbyTimelineReadAt;

  /**
   * Of a server.
   *
   * @param direct whether all that is asked over the connection is answered by one run of it
   */
  PostgresProbe(Connection connection, boolean direct) throws SQLException {
    this.connection = connection;
    this.direct = direct;
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(SETTINGS)) {
      row.next();
      // A commit that does not wait is flushed within three rounds of the WAL writer (manual,
      // "Asynchronous Commit"); a second more allows for a writer that was late.
      long settled = 3 * row.getLong(3) + 1_000_000_000L;
      this.acknowledged = new AcknowledgedPosition(row.getInt(1), row.getLong(2), settled);
    }
    this.question = connection.prepareStatement(QUESTION);
    this.questionToPrimary = connection.prepareStatement(QUESTION_TO_PRIMARY);
  }

  @Override
  public Reading read(long requestedAt) throws SQLException {
    Reading before = asPrimary;
    if (before != null) {
      Reading again = readPrimary(before, requestedAt);
      if (again != null) {
        return again;
      }
    }
    asPrimary = null;
    return readAny(requestedAt);
  }

  /** The answer of a server that has been a primary; null if more has to be asked. */
  private @Nullable Reading readPrimary(Reading before, long requestedAt) throws SQLException {
    try (ResultSet row = questionToPrimary.executeQuery()) {
      row.next();
      Lsn flushed = lsn(row.getString(1));
      Lsn inserted = lsn(row.getString(2));
      String standbys = row.getString(6);
      if (flushed == null
          || inserted == null
          || !(before.position() instanceof PostgresPosition known)
          || !standbys.isEmpty()) {
        return null; // where standbys acknowledge, they have to be counted
      }
      int timeline = known.timeline();
      Lsn covering = acknowledged.after(flushed, inserted, requestedAt);
      return Reading.ofPrimary(
          PostgresPosition.of(timeline, covering),
          PostgresPosition.of(timeline, flushed),
          before.fork(),
          HiddenTransactions.in(row.getString(3), row.getInt(4)),
          acknowledgement(row.getBoolean(5), standbys, row.getString(7), connected(0)));
    }
  }

  private Reading readAny(long requestedAt) throws SQLException {
    try (ResultSet row = question.executeQuery()) {
      row.next();
      boolean standby = row.getBoolean(1);
      Lsn first = lsn(row.getString(2));
      Lsn second = lsn(row.getString(3));
      int timeline = row.getInt(4);
      if (standby) {
        int known = standbyTimeline(timeline, requestedAt);
        return Reading.ofReplica(at(known, first), at(known, second), timeline > 0);
      }
      if (first == null || second == null) {
        throw new SQLException("the primary did not say its WAL position", "XX000");
      }
      Lsn covering = acknowledged.after(first, second, requestedAt);
      String standbys = row.getString(9);
      Reading primary =
          Reading.ofPrimary(
              PostgresPosition.of(timeline, covering),
              PostgresPosition.of(timeline, first),
              fork(timeline, lsn(row.getString(5))),
              HiddenTransactions.in(row.getString(6), row.getInt(7)),
              acknowledgement(
                  row.getBoolean(8), standbys, row.getString(10), connected(row.getInt(11))));
      asPrimary = direct && standbys.isEmpty() ? primary : null;
      return primary;
    }
  }

  /** Of so many connections of standbys whose word counts, how many standbys there are. */
  private int connected(int connections) throws SQLException {
    if (connections != acknowledging) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(ACKNOWLEDGING)) {
        row.next();
        acknowledging = row.getInt(1);
      }
    }
    return acknowledging;
  }

  private Acknowledgement acknowledgement(
      boolean visible, String standbys, String commit, int connected) {
    String settings = visible + standbys + commit + connected;
    if (!settings.equals(settingsSeen)) {
      acknowledgement = SynchronousStandbys.acknowledgement(visible, standbys, commit, connected);
      settingsSeen = settings;
    }
    return acknowledgement;
  }

  private int standbyTimeline(int received, long now) throws SQLException {
    if (received > 0) {
      receiverSeen = true;
      standbyTimeline = received;
    } else if (standbyTimeline == 0
        || (!receiverSeen && now - standbyTimelineReadAt > CONTROL_FILE_NANOS)) {
      try (Statement statement = connection.createStatement();
          ResultSet row = statement.executeQuery(CONTROL_FILE)) {
        row.next();
        standbyTimeline = row.getInt(1);
        standbyTimelineReadAt = now;
      }
    }
    return standbyTimeline;
  }

  /** A server that has been a standby since it was started still knows where it was promoted. */
  private Reading.@Nullable Fork fork(int timeline, @Nullable Lsn promotedAt) {
    return promotedAt != null && timeline > standbyTimeline
        ? new Reading.Fork(timeline, standbyTimeline, promotedAt)
        : null;
  }

  private static @Nullable PostgresPosition at(int timeline, @Nullable Lsn lsn) {
    return lsn == null ? null : PostgresPosition.of(timeline, lsn);
  }

  private static @Nullable Lsn lsn(@Nullable String text) {
    return text == null ? null : Lsn.parse(text);
  }
}
