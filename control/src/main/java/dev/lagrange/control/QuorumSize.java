package dev.lagrange.control;

import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;

/**
 * How many standbys a strong read must ask, so that every acknowledged write is met: R + W > N
 * (Gifford 1979). Of N standbys a write is acknowledged by W = k. If the URL names more replicas
 * than may acknowledge, it is not known which they are, and each of them may be asked in vain.
 *
 * @param holders that many must hold what was read, as if it had just been written
 * @param contacts that many must still follow the same primary, so that no other one has k
 * @param reads that many nodes, the primary among them or not, know of every acknowledged write
 */
public record QuorumSize(int holders, int contacts, int reads) {

  /**
   * For a primary that acknowledges like this, in a cluster of so many replicas.
   *
   * @throws SQLException LG004 if the arithmetic does not add up
   */
  public static QuorumSize of(Acknowledgement how, int replicas) throws SQLException {
    return of(how, replicas, 0);
  }

  /**
   * The same, where more standbys may have acknowledged a write than can be asked. They count in N
   * where any standby may acknowledge; where the primary names those that may, they are among them
   * or do not count.
   *
   * @param others how many more
   */
  public static QuorumSize of(Acknowledgement how, int replicas, int others) throws SQLException {
    if (!how.visible()) {
      throw new SQLNonTransientException(
          "Strong reads away from the primary need to see what each standby receives, which the"
              + " monitor's role may not: set monitorUser to a member of pg_monitor, or"
              + " strongReads=primary",
          SqlState.NO_QUORUM.code());
    }
    int named = how.candidates() == 0 ? replicas + others : how.candidates();
    // there may be more than the URL names, and several may have one name
    int standbys = Math.max(named, how.connected());
    int needed = how.needed();
    int strangers = Math.max(0, replicas - standbys);
    QuorumSize size =
        new QuorumSize(
            needed + strangers,
            Math.max(needed, standbys - needed) + strangers,
            standbys - needed + 1 + strangers);
    if (needed == 0) {
      throw refused(
          how, "a write is acknowledged by W = 0 standbys, which no R can be sure to meet");
    }
    if (needed > standbys || size.holders > replicas || size.contacts > replicas) {
      throw refused(
          how,
          "a write is acknowledged by W = %d of N = %d standbys, and so R = %d of them must be asked, but the URL names %d%s"
              .formatted(
                  needed,
                  standbys,
                  Math.max(size.holders, size.contacts),
                  replicas,
                  strangers == 0 ? "" : ", of which " + strangers + " may never acknowledge"));
    }
    return size;
  }

  private static SQLException refused(Acknowledgement how, String why) {
    return new SQLNonTransientException(
        "Strong reads away from the primary need R + W > N: with "
            + how.settings()
            + " "
            + why
            + "; set synchronous_standby_names to 'ANY k (...)' with every standby of the URL and"
            + " synchronous_commit=on, for the monitor's role too, or strongReads=primary",
        SqlState.NO_QUORUM.code());
  }
}
