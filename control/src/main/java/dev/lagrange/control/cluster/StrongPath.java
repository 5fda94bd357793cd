package dev.lagrange.control.cluster;

import dev.lagrange.control.Acknowledgement;
import dev.lagrange.control.BarrierRounds;
import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.KnownPositions;
import dev.lagrange.control.Link;
import dev.lagrange.control.Observation;
import dev.lagrange.control.QuorumSize;
import dev.lagrange.control.StandbyQuorum;
import dev.lagrange.control.session.Samples;
import dev.lagrange.control.session.Session;
import dev.lagrange.control.session.WriteMark;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.Role;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.StrongReads;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Strong reads away from the primary: a position that covers every acknowledged write, a replica
 * that has it, and then enough standbys that hold what the replica has shown. Thread-safe.
 */
public final class StrongPath {

  /** How long the commits of others may take to bring the primary's log to its disk. */
  private static final long PROMPT_NANOS = Duration.ofMillis(5).toNanos();

  /**
   * What a strong read has to cover.
   *
   * @param position every write acknowledged before it arrived
   * @param size how many standbys must hold what it shows
   */
  public record Index(PostgresPosition position, QuorumSize size) {}

  private final ClusterMonitor monitor;
  private final Samples samples;
  private final StandbyQuorum standbys;
  private final KnownPositions known;
  private final BarrierRounds flushes;
  private final StrongReads mode;
  private final Duration limit;
  private final Cluster cluster;
  private volatile @Nullable Acknowledgement rule;

  StrongPath(Cluster cluster, Options options) throws SQLException {
    this.cluster = cluster;
    this.monitor = cluster.monitor();
    this.samples = cluster.samples();
    this.standbys = new StandbyQuorum(monitor, cluster.ticker());
    this.known = new KnownPositions(monitor, cluster.ticker());
    this.mode = options.get(OptionTable.STRONG_READS);
    this.limit = options.get(OptionTable.FAILOVER_TIMEOUT);
    this.flushes =
        new BarrierRounds(
            "lagrange-flush",
            monitor,
            cluster.vendor(),
            cluster.vendor()::flush,
            cluster.ticker(),
            options.get(OptionTable.PROBE_TIMEOUT));
    NodeState primary = monitor.view().primary();
    if (isOnReplicas() && primary != null) {
      learnFrom(samples.nodeAfter(primary.id(), cluster.ticker().read()));
      if (rule != null) {
        size();
      }
    }
  }

  /** Who serves strong reads. */
  public StrongReads mode() {
    return mode;
  }

  /**
   * Whether the primary is known to wait for standbys, so that they show a commit well before it
   * does.
   */
  public boolean isPrimaryLate() {
    learnFromLatest();
    Acknowledgement how = rule;
    return how != null && how.needed() > 0;
  }

  /** Whether replicas serve strong reads. */
  public boolean isOnReplicas() {
    return mode != StrongReads.PRIMARY;
  }

  /** How long each of its steps may take: {@code failoverTimeout}. */
  public Duration limit() {
    return limit;
  }

  /**
   * Refuses what could not be confirmed, as far as that is known without asking anybody.
   *
   * @throws SQLException LG004 if R + W &gt; N does not hold
   */
  public void checkSize() throws SQLException {
    learnFromLatest();
    if (rule != null) {
      size();
    }
  }

  /**
   * What a read that arrived at a time has to cover. Blocks up to {@code failoverTimeout}.
   *
   * @throws SQLException LG004 if too few nodes can be asked, or R + W &gt; N does not hold; 08001
   *     if the primary cannot be asked
   */
  public Index indexAfter(long arrivedAt) throws SQLException {
    return mode == StrongReads.QUORUM ? ofQuorum(arrivedAt) : ofPrimary(arrivedAt);
  }

  private Index ofPrimary(long arrivedAt) throws SQLException {
    Observation primary = primaryAfter(arrivedAt, arrivedAt + limit.toNanos());
    learnFrom(primary);
    return new Index(flushed(primary), size());
  }

  private Index ofQuorum(long arrivedAt) throws SQLException {
    learnFromLatest();
    QuorumSize size = size();
    PostgresPosition newest = known.newestOf(size.reads(), arrivedAt, arrivedAt + limit.toNanos());
    if (newest == null) {
      throw new SQLTransientException(
          "A strong read needs the positions of "
              + size.reads()
              + " nodes that follow the primary, and they did not answer within failoverTimeout="
              + limit.toMillis()
              + "ms, or it is not known how their timeline began, as long as its primary was never asked;"
              + " see which of "
              + monitor.view().nodes().stream().map(NodeState::id).toList()
              + " are down or cut off",
          SqlState.NO_QUORUM.code());
    }
    return new Index(newest, size);
  }

  private Observation primaryAfter(long time, long deadline) throws SQLException {
    while (true) {
      Observation primary = samples.primaryAfter(time);
      if (primary != null) {
        return primary;
      }
      long left = Math.max(0, deadline - cluster.ticker().read());
      monitor.awaitPrimary(Duration.ofNanos(left));
      if (left == 0) {
        throw new SQLTransientException(
            "The primary did not say its position, without which no strong read is served",
            SqlState.NOT_CONNECTED.code());
      }
    }
  }

  private static PostgresPosition flushed(Observation primary) throws SQLException {
    Position logged = primary.reading().logged();
    if (logged instanceof PostgresPosition position) {
      return position;
    }
    throw new SQLNonTransientException(
        "Strong reads away from the primary are there for PostgreSQL only, and its position is "
            + logged
            + "; set strongReads=primary",
        SqlState.NOT_SUPPORTED.code());
  }

  private void learnFromLatest() {
    NodeState primary = monitor.view().primary();
    if (primary != null) {
      CompletableFuture<Observation> latest =
          monitor.observationAfter(primary.id(), cluster.openedAt());
      if (latest.isDone() && !latest.isCompletedExceptionally()) {
        learnFrom(latest.getNow(null));
      }
    }
  }

  private void learnFrom(@Nullable Observation primary) {
    if (primary != null && primary.reading().acknowledgement() != null) {
      rule = primary.reading().acknowledgement();
      known.saw(primary);
    }
  }

  private QuorumSize size() throws SQLException {
    Acknowledgement how = rule;
    if (how == null) {
      throw new SQLTransientException(
          "No primary has said yet how it acknowledges writes, without which no strong read is"
              + " served by replicas",
          SqlState.NO_QUORUM.code());
    }
    // the nodes of this moment: they come and go
    return QuorumSize.of(how, monitor.view().nodes().size() - 1, monitor.departed());
  }

  /**
   * Waits until what a replica has shown is as good as acknowledged. Blocks as {@link #confirms}.
   *
   * @param index what the read had to cover; null if nobody asked, so that nothing is confirmed
   * @param endedAt when its rows had come
   * @throws SQLException LG004 if it does not come to be so
   */
  public void confirmOfReplica(@Nullable Index index, Link link, long endedAt) throws SQLException {
    SQLException cause = null;
    try {
      if (index != null && confirms(index, link, endedAt)) {
        return;
      }
    } catch (SQLException e) {
      cause = e;
    }
    throw Unconfirmed.read(link.node(), cause);
  }

  /**
   * Waits until what the primary has acknowledged or shown over a connection is there to stay.
   * Blocks up to {@code failoverTimeout} from when that was.
   *
   * @param written the session that wrote it
   * @param wrote whether something may have been written
   * @param endedAt when it had been acknowledged or shown
   * @throws SQLException if it does not come to be so: 08007 for what may have been written, LG004
   *     for what was read
   */
  public void confirmOfPrimary(Link link, Session written, boolean wrote, long endedAt)
      throws SQLException {
    WriteMark mark = written.unsampled();
    SQLException cause = null;
    try {
      Position held = heldOfPrimary(link, endedAt);
      if (held != null) {
        if (wrote && mark != null && isProved(mark, link)) {
          written.sampled(mark, held);
        }
        return;
      }
    } catch (SQLException e) {
      cause = e;
    }
    throw wrote ? Unconfirmed.write(link.node(), cause) : Unconfirmed.read(link.node(), cause);
  }

  /** Whether all that a mark stands for is held with the last of it; else the next read asks. */
  private static boolean isProved(WriteMark mark, Link link) {
    return !mark.asynchronous() && Objects.equals(mark.run(), link.stamp().run());
  }

  /**
   * Whether what a replica has shown is as good as acknowledged: the replica still follows the
   * primary of the index, it has lost nothing since, and enough standbys hold it. Blocks up to
   * {@code failoverTimeout}.
   *
   * @param endedAt when its rows had come
   */
  public boolean confirms(Index index, Link link, long endedAt) throws SQLException {
    Observation there = samples.nodeAfter(link.node(), endedAt);
    if (there == null
        || !there.isUnbroken(link.stamp().run(), endedAt)
        || there.reading().role() != Role.REPLICA
        || !(there.reading().shownAtMostInFull() instanceof PostgresPosition shown)
        || shown.timeline() != index.position().timeline()) {
      return false;
    }
    long deadline = endedAt + limit.toNanos();
    return standbys.holds(shown, index.size(), endedAt, there, deadline);
  }

  /** A position that covers all of it, and that they hold; null if they do not in time. */
  private @Nullable Position heldOfPrimary(Link link, long endedAt) throws SQLException {
    long deadline = endedAt + limit.toNanos();
    long now = cluster.ticker().read(); // later than what the session has written meanwhile
    Observation primary = primaryAfter(now, deadline);
    learnFrom(primary);
    ServerRun run = link.stamp().run();
    if (run == null || !run.equals(primary.stamp().run())) {
      return null;
    }
    // with synchronous_commit=off, which nobody may see, commits are told of and shown before that
    PostgresPosition flushed = flushed(primary);
    PostgresPosition reached =
        primary.reading().position() instanceof PostgresPosition covering ? covering : flushed;
    boolean held = isHeld(reached, flushed, now, deadline);
    return held && primary.isUnbroken(run, endedAt) ? reached : null;
  }

  /**
   * Whether enough standbys come to hold a position of the primary. They are sent what is on its
   * disk, and what a transaction has written that is open still goes there with somebody's commit,
   * or after seconds where nobody commits: then a message is committed for that.
   */
  private boolean isHeld(
      PostgresPosition position, PostgresPosition flushed, long after, long deadline)
      throws SQLException {
    if (position.lsn().compareTo(flushed.lsn()) > 0) {
      long prompt = Math.min(deadline, after + PROMPT_NANOS);
      if (standbys.holds(position, size(), after, null, prompt)) {
        return true;
      }
      flush();
    }
    return standbys.holds(position, size(), after, null, deadline);
  }

  /** Once more if it fails, since its connection may have broken while nobody needed it. */
  @SuppressWarnings("FutureReturnValueIgnored") // the standbys tell whether it helped
  private void flush() {
    long now = cluster.ticker().read();
    flushes.after(now).exceptionallyCompose(failure -> flushes.after(cluster.ticker().read()));
  }

  void close() {
    flushes.close();
  }
}
