package dev.lagrange.control.session;

import dev.lagrange.control.ClusterMonitor;
import dev.lagrange.control.Observation;
import dev.lagrange.control.PositionSource;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.position.Position;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Asks nodes for their position and waits for the answer, within limits; or, where a thread must
 * not wait, says what there is to wait for ({@link #atHand}). Thread-safe.
 */
public final class Samples {

  /**
   * An answer is not there yet. Whoever asked may ask again once it is, or has failed: what was
   * asked is decided by the answers alone.
   */
  public static final class NotYet extends SQLException {
    private static final long serialVersionUID = 1;
    private final transient CompletableFuture<Observation> answer;

    private NotYet(CompletableFuture<Observation> answer) {
      super("a node was asked for its position and has not answered yet", "55000");
      this.answer = answer;
    }

    /** What is on its way. */
    public CompletableFuture<Observation> answer() {
      return answer;
    }

    @Override
    public synchronized Throwable fillInStackTrace() {
      return this;
    }
  }

  private final ClusterMonitor monitor;
  private final PositionSource primary;
  private final Duration limit;
  private final boolean waits;

  /** Questions to the monitor's nodes. */
  public Samples(ClusterMonitor monitor, Options options) {
    // The watch itself gives up at the probe timeout, and tries a new connection for as long.
    this(monitor, monitor, options.get(OptionTable.PROBE_TIMEOUT).multipliedBy(2), true);
  }

  private Samples(ClusterMonitor monitor, PositionSource primary, Duration limit, boolean waits) {
    this.monitor = monitor;
    this.primary = primary;
    this.limit = limit;
    this.waits = waits;
  }

  /**
   * The same questions, which throw {@link NotYet} where these wait.
   *
   * @param toPrimary who asks the primary
   */
  public Samples atHand(PositionSource toPrimary) {
    return new Samples(monitor, toPrimary, limit, false);
  }

  /** The primary, asked after a time; null if it cannot be asked. Blocks. */
  public @Nullable Observation primaryAfter(long time) throws SQLException {
    return await(primary.sampleAfter(time), limit);
  }

  /** Has the primary asked in the background, so that its answer is there by the next read. */
  @SuppressWarnings("FutureReturnValueIgnored") // whoever needs the answer asks for it again
  public void prefetchPrimaryAfter(long time) {
    primary.sampleAfter(time);
  }

  /** Has a node asked in the background. */
  @SuppressWarnings("FutureReturnValueIgnored") // what it answers becomes part of the view
  public void prefetchNodeAfter(NodeId node, long time) {
    monitor.observationAfter(node, time);
  }

  /** A node, asked after a time; null if it cannot be asked. Blocks. */
  public @Nullable Observation nodeAfter(NodeId node, long time) throws SQLException {
    return await(monitor.observationAfter(node, time), limit);
  }

  /** A replica once it shows a position; null if it does not within a limit. Blocks. */
  public @Nullable Observation reached(NodeId node, Position position, Duration within)
      throws SQLException {
    CompletableFuture<Observation> answer = monitor.reached(node, position);
    try {
      return await(answer, within);
    } finally {
      answer.cancel(false);
    }
  }

  private @Nullable Observation await(CompletableFuture<Observation> answer, Duration within)
      throws SQLException {
    if (!waits && !answer.isDone()) {
      throw new NotYet(answer);
    }
    try {
      return answer.get(within.toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException | TimeoutException e) {
      return null;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLException("interrupted while a node was asked for its position", "57014", e);
    }
  }
}
