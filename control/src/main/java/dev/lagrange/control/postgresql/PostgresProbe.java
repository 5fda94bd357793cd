package dev.lagrange.control.postgresql;

import dev.lagrange.control.Probe;
import dev.lagrange.control.Reading;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
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

  /** One that has just connected anew may be there twice for a while. */
  private static final String ACKNOWLEDGING =
      """
      SELECT count(DISTINCT (application_name, client_addr))
        FROM pg_stat_replication
       WHERE sync_state <> 'async'
      """;

  /** The checkpointer lives as long as the memory that all processes share. */
  private static final String LIFE =
      """
      SELECT pid || '@' || extract(epoch FROM backend_start)
        FROM pg_stat_activity
       WHERE backend_type = 'checkpointer'
      """;

  private static final String CONTROL_FILE = "SELECT timeline_id FROM pg_control_checkpoint()";

  /** How long the timeline of the control file is believed before it is read again. */
  private static final long CONTROL_FILE_NANOS = 1_000_000_000L;

  private final Connection connection;
  private final boolean direct;
  private final PreparedStatement question;
  private final PreparedStatement questionToPrimary;
  private @Nullable Reading asPrimary;
  private final PostgresPrimary primary;
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
        ResultSet row = statement.executeQuery(PostgresPrimary.SETTINGS)) {
      this.primary = new PostgresPrimary(texts(row));
    }
    this.question = connection.prepareStatement(QUESTION);
    this.questionToPrimary = connection.prepareStatement(PostgresPrimary.QUESTION);
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

  /** Seen by members of {@code pg_read_all_stats}, among them those of {@code pg_monitor}. */
  @Override
  public @Nullable String life() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(LIFE)) {
      return row.next() ? row.getString(1) : null;
    }
  }

  /** The answer of a server that has been a primary; null if more has to be asked. */
  private @Nullable Reading readPrimary(Reading before, long requestedAt) throws SQLException {
    try (ResultSet row = questionToPrimary.executeQuery()) {
      return primary.reading(before, texts(row), requestedAt);
    }
  }

  private static List<@Nullable String> texts(ResultSet row) throws SQLException {
    row.next();
    List<@Nullable String> texts = new ArrayList<>();
    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
      texts.add(row.getString(i));
    }
    return texts;
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
      Lsn covering = primary.covering(first, second, requestedAt);
      String standbys = row.getString(9);
      Reading read =
          Reading.ofPrimary(
              PostgresPosition.of(timeline, covering),
              PostgresPosition.of(timeline, first),
              fork(timeline, lsn(row.getString(5))),
              HiddenTransactions.in(row.getString(6), row.getInt(7)),
              primary.acknowledgement(
                  row.getBoolean(8), standbys, row.getString(10), connected(row.getInt(11))));
      asPrimary = direct && standbys.isEmpty() ? read : null;
      return read;
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
