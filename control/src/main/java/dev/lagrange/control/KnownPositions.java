package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** The newest position that a quorum of the nodes knows. Thread-safe. */
public final class KnownPositions {

  private final ClusterMonitor monitor;
  private final Poll poll;

  /** By timeline, where its primary was when it was first seen: no earlier than it began. */
  private final Map<Integer, Lsn> primaries = new ConcurrentHashMap<>();

  /** Those of the nodes that a monitor watches. */
  public KnownPositions(ClusterMonitor monitor, Ticker ticker) {
    this.monitor = monitor;
    this.poll = new Poll(monitor, ticker);
  }

  /**
   * The newest position on the newest timeline that any of so many nodes has in its durable log,
   * each asked after a time; at least where that timeline began. Null if a deadline passes first,
   * or if it is not known where that was.
   */
  public @Nullable PostgresPosition newestOf(int nodes, long after, long deadline)
      throws SQLException {
    Newest[] last = new Newest[1];
    boolean enough =
        poll.isEnough(NodeState::live, () -> last[0] = new Newest(nodes), after, deadline);
    return enough ? last[0].position() : null;
  }

  /** Notes what a primary said. */
  public void saw(Observation primary) {
    if (primary.reading().role() == Role.PRIMARY
        && primary.reading().logged() instanceof PostgresPosition there) {
      primaries.putIfAbsent(there.timeline(), there.lsn());
    }
  }

  /** Of a standby that receives nothing, it is not known on which timeline its log ends. */
  private static boolean counts(Reading reading) {
    return reading.role() == Role.PRIMARY || reading.receiving();
  }

  private final class Newest implements Poll.Tally {

    private final int needed;
    private int counted;
    private @Nullable PostgresPosition newest;
    private int timelineOfPrimary;

    Newest(int needed) {
      this.needed = needed;
    }

    @Override
    public synchronized boolean add(Observation answer) {
      Reading reading = answer.reading();
      if (reading.logged() instanceof PostgresPosition logged && counts(reading)) {
        counted++;
        take(logged);
        if (reading.role() == Role.PRIMARY) {
          timelineOfPrimary = Math.max(timelineOfPrimary, logged.timeline());
        } else {
          take(reading.position());
        }
      }
      return counted >= needed && position() != null;
    }

    private void take(@Nullable Position other) {
      if (other instanceof PostgresPosition there
          && (newest == null
              || there.timeline() > newest.timeline()
              || (there.timeline() == newest.timeline()
                  && there.lsn().compareTo(newest.lsn()) > 0))) {
        newest = there;
      }
    }

    /** A standby of a new timeline may still be behind where that began; its primary is not. */
    synchronized @Nullable PostgresPosition position() {
      PostgresPosition found = newest;
      if (found == null || found.timeline() == 1 || found.timeline() == timelineOfPrimary) {
        return found;
      }
      Lsn begun = monitor.view().history().originOf(found.timeline()).orElse(null);
      if (begun == null) {
        begun = primaries.get(found.timeline());
      }
      return begun == null ? null : PostgresPosition.of(found.timeline(), found.lsn().max(begun));
    }
  }
}
