package dev.lagrange.control.postgresql;

import dev.lagrange.control.Acknowledgement;
import dev.lagrange.control.Reading;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a server that is known to be a primary is asked for its position, whoever speaks the protocol
 * to it: it is one for as long as it runs, on one timeline. That costs the server a third of the
 * full question: what is not needed still has to be set up, and reads at {@code eventual} wait for
 * this answer. Not thread-safe; one for each connection.
 */
public final class PostgresPrimary {

  /** Asks for what its answers are read by; one row of texts. */
  public static final String SETTINGS =
      """
      SELECT current_setting('wal_block_size'),
             pg_size_bytes(current_setting('wal_segment_size'))::text,
             (extract(epoch FROM current_setting('wal_writer_delay')::interval) * 1e9)::bigint::text
      """;

  /** The question; one row of texts. */
  public static final String QUESTION =
      """
      SELECT pg_current_wal_flush_lsn()::text,
             pg_current_wal_insert_lsn()::text,
             pg_current_snapshot()::text,
             age(pg_snapshot_xmax(pg_current_snapshot())::xid)::text,
             pg_has_role('pg_read_all_stats', 'usage')::text,
             current_setting('synchronous_standby_names'),
             current_setting('synchronous_commit')
      """;

  private final AcknowledgedPosition acknowledged;
  private String settingsSeen = "";
  private Acknowledgement acknowledgement = new Acknowledgement(0, 0, 0, false, "");

  /** By the answer to {@link #SETTINGS}. */
  public PostgresPrimary(List<? extends @Nullable String> settings) {
    // A commit that does not wait is flushed within three rounds of the WAL writer (manual,
    // "Asynchronous Commit"); a second more allows for a writer that was late.
    long settled = 3 * Long.parseLong(text(settings, 2)) + 1_000_000_000L;
    this.acknowledged =
        new AcknowledgedPosition(
            Integer.parseInt(text(settings, 0)), Long.parseLong(text(settings, 1)), settled);
  }

  private static String text(List<? extends @Nullable String> row, int column) {
    String text = row.get(column);
    if (text == null) {
      throw new IllegalArgumentException("the server left column " + column + " empty");
    }
    return text;
  }

  /**
   * What the answer to {@link #QUESTION} says.
   *
   * @param before what the same run of the server has said when it was asked in full
   * @param requestedAt when it was asked, in nanoseconds of the ticker
   * @return null if it has to be asked in full, as where standbys acknowledge and are to be counted
   * @throws IllegalArgumentException if the row is none of that question
   */
  public @Nullable Reading reading(
      Reading before, List<? extends @Nullable String> row, long requestedAt) {
    String standbys = text(row, 5);
    if (!(before.position() instanceof PostgresPosition known) || !standbys.isEmpty()) {
      return null;
    }
    int timeline = known.timeline();
    Lsn flushed = Lsn.parse(text(row, 0));
    return Reading.ofPrimary(
        PostgresPosition.of(timeline, covering(flushed, Lsn.parse(text(row, 1)), requestedAt)),
        PostgresPosition.of(timeline, flushed),
        before.fork(),
        HiddenTransactions.in(text(row, 2), Integer.parseInt(text(row, 3))),
        acknowledgement(text(row, 4).equals("true"), standbys, text(row, 6), 0));
  }

  Lsn covering(Lsn flushed, Lsn inserted, long requestedAt) {
    return acknowledged.after(flushed, inserted, requestedAt);
  }

  Acknowledgement acknowledgement(boolean visible, String standbys, String commit, int connected) {
    String settings = visible + standbys + commit + connected;
    if (!settings.equals(settingsSeen)) {
      acknowledgement = SynchronousStandbys.acknowledgement(visible, standbys, commit, connected);
      settingsSeen = settings;
    }
    return acknowledgement;
  }
}
