package dev.lagrange.control.cluster;

import dev.lagrange.control.Link;
import dev.lagrange.control.Proof;
import dev.lagrange.control.ProofSource;
import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Waits for a proof about the primary, and holds it against the connection at hand. Thread-safe.
 */
public final class PrimaryProof {

  /** How often who waits for a proof looks whether its primary still is one. */
  private static final long LOOK_MILLIS = 20;

  /** Says why there was no proof in time. */
  @FunctionalInterface
  interface Complaint {
    SQLException of(NodeId node, @Nullable SQLException cause);
  }

  private final Cluster cluster;
  private final boolean named;
  private final ProofSource source;
  private final Duration limit;
  private final Complaint tooLate;

  /**
   * A kind of proof.
   *
   * @param named whether it must be known which server a connection leads to
   */
  PrimaryProof(
      Cluster cluster, ProofSource source, boolean named, Duration limit, Complaint tooLate) {
    this.cluster = cluster;
    this.named = named;
    this.source = source;
    this.limit = limit;
    this.tooLate = tooLate;
  }

  /** The time by which proofs are asked for, in nanoseconds of the ticker. */
  public long now() {
    return cluster.ticker().read();
  }

  /**
   * Whether the server behind a connection gave the proof at some moment after a time. Blocks up to
   * a limit; false if another server rules by now, so that another connection is needed.
   *
   * @throws SQLException if the primary cannot prove it (LG004), or not in time
   */
  public boolean holdsFor(Link link, long after) throws SQLException {
    return holdsFor(link, after, false);
  }

  /**
   * The same for what somebody else may serve as well: false if no primary is known any more, too.
   */
  public boolean holdsWhileThereIsOne(Link link, long after) throws SQLException {
    return holdsFor(link, after, true);
  }

  private boolean holdsFor(Link link, long after, boolean orElsewhere) throws SQLException {
    ServerRun run = link.stamp().run();
    if (run == null && named) {
      throw new SQLNonTransientException(
          "Nobody can prove that the server behind this connection to "
              + link.node()
              + " still rules: a pooler stands before it; name the servers themselves in the URL,"
              + " or set strongReads=primary and strongFencing=none",
          SqlState.NO_QUORUM.code());
    }
    SQLException cause = null;
    long from = now();
    CompletableFuture<Proof> asked = source.after(after);
    do {
      try {
        Proof proof = asked.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        return run == null || run.equals(proof.run());
      } catch (TimeoutException e) {
        // Another look at who rules.
      } catch (ExecutionException e) {
        cause = failure(e);
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS));
        asked = source.after(after);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new SQLException(
            "interrupted while the primary proved that it rules", SqlState.TIMED_OUT.code(), e);
      }
      if (orElsewhere && cluster.monitor().view().primary() == null) {
        return false;
      }
      if (isDeposed(link.node())) {
        source.abandon(link.node());
        return false;
      }
    } while (now() - from < limit.toNanos());
    throw tooLate.of(link.node(), cause);
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

  void close() {
    source.close();
  }
}
