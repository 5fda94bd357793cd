package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.PostgresPosition;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/**
 * Waits until enough standbys hold a position, as the second phase of a read does in Attiya,
 * Bar-Noy and Dolev (1995); it is the primary's stream that brings it to them. Thread-safe.
 */
public final class StandbyQuorum {

  private final Poll poll;

  /** One of the nodes that a monitor watches. */
  public StandbyQuorum(ClusterMonitor monitor, Ticker ticker) {
    this.poll = new Poll(monitor, ticker);
  }

  /**
   * Whether enough standbys hold a position and follow its timeline, each asked after a time. Waits
   * until they do, or a deadline has passed.
   *
   * @param known an answer that is there already; null for none
   */
  public boolean holds(
      PostgresPosition position,
      QuorumSize size,
      long after,
      @Nullable Observation known,
      long deadline)
      throws SQLException {
    if (known != null && new Followers(position, size).add(known)) {
      return true;
    }
    return poll.isEnough(
        NodeState::isLiveReplica, () -> new Followers(position, size), after, deadline);
  }

  /** Standbys that follow a timeline, and those of them that hold a position. */
  private static final class Followers implements Poll.Tally {

    private final PostgresPosition position;
    private final QuorumSize size;
    private int contacts;
    private int holders;

    Followers(PostgresPosition position, QuorumSize size) {
      this.position = position;
      this.size = size;
    }

    @Override
    public boolean add(Observation answer) {
      Reading reading = answer.reading();
      if (reading.role() == Role.REPLICA
          && reading.receiving()
          && reading.logged() instanceof PostgresPosition there
          && there.timeline() == position.timeline()) {
        contacts++;
        holders += reading.holds(position) ? 1 : 0;
      }
      return holders >= size.holders() && contacts >= size.contacts();
    }
  }
}
