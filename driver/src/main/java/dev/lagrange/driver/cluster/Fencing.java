package dev.lagrange.driver.cluster;

import dev.lagrange.control.Fence;
import dev.lagrange.control.Ticker;
import dev.lagrange.driver.node.Lease;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import dev.lagrange.routing.option.OptionTable;
import dev.lagrange.routing.option.Options;
import dev.lagrange.routing.option.StrongFencing;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Sees to it that strong reads are served by a primary that was not deposed. Thread-safe. */
public final class Fencing {

  /** How often a read that waits for a proof looks whether its primary still is one. */
  private static final long LOOK_MILLIS = 20;

  private final Cluster cluster;
  private final @Nullable Fence fence;
  private final Ticker ticker;
  private final Duration limit;

  Fencing(Cluster cluster, Options options) {
    this.cluster = cluster;
    this.ticker = cluster.ticker();
    this.limit = options.get(OptionTable.FAILOVER_TIMEOUT);
    this.fence =
        options.get(OptionTable.STRONG_FENCING) == StrongFencing.BARRIER
            ? new Fence(cluster.monitor(), cluster.vendor(), ticker, limit)
            : null;
  }

  /** The time by which proofs are asked for, in nanoseconds of the ticker. */
  public long now() {
    return ticker.read();
  }

  /** Whether the primary has to prove itself. */
  public boolean isOn() {
    return fence != null;
  }

  /**
   * Whether the server behind a connection ruled at some moment after a read arrived, as far as its
   * replicas are concerned. Blocks up to {@code failoverTimeout} after that; false if another
   * server rules by now, so that the read needs another connection.
   *
   * @throws SQLException LG004 if the primary cannot prove it, or not in time
   */
  public boolean proves(Lease lease, long arrivedAt) throws SQLException {
    Fence asked = fence;
    if (asked == null) {
      return true;
    }
    ServerRun run = lease.stamped().stamp().run();
    if (run == null) {
      throw new SQLNonTransientException(
          "Nobody can prove that the server behind this connection to "
              + lease.node()
              + " still rules: a pooler stands before it; name the servers themselves in the URL,"
              + " or set strongFencing=none",
          SqlState.NO_QUORUM.code());
    }
    SQLException cause = null;
    do {
      CompletableFuture<Fence.Proof> proof = asked.after(arrivedAt);
      try {
        return proof.get(LOOK_MILLIS, TimeUnit.MILLISECONDS).run().equals(run);
      } catch (TimeoutException e) {
        // Another look at who rules.
      } catch (ExecutionException e) {
        cause = failure(e);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException(
            "interrupted while the primary proved that it rules", SqlState.TIMED_OUT.code(), e);
      }
      if (isDeposed(lease.node())) {
        asked.abandon(lease.node());
        return false;
      }
    } while (ticker.read() - arrivedAt < limit.toNanos());
    throw tooLate(lease.node(), cause);
  }

  private boolean isDeposed(NodeId node) {
    NodeState primary = cluster.monitor().view().primary();
    return primary != null && !primary.id().equals(node);
  }

  /** What says that there is no proof to be had is passed on; what broke may be tried again. */
  private static SQLException failure(ExecutionException e) throws SQLException {
    if (e.getCause() instanceof SQLException failure) {
      if (SqlState.NO_QUORUM.code().equals(failure.getSQLState())) {
        throw new SQLNonTransientException(
            failure.getMessage(), SqlState.NO_QUORUM.code(), failure);
      }
      return failure;
    }
    return new SQLException(e.getCause());
  }

  private SQLException tooLate(NodeId node, @Nullable SQLException cause) {
    return new SQLTransientException(
        "The primary "
            + node
            + " did not prove within failoverTimeout="
            + limit.toMillis()
            + "ms that it still rules"
            + (cause == null
                ? ": its synchronous replicas do not acknowledge its writes"
                : ": " + cause.getMessage())
            + "; it may have been deposed, so that no strong read is served from it",
        SqlState.NO_QUORUM.code(),
        cause);
  }

  void close() {
    if (fence != null) {
      fence.close();
    }
  }
}
