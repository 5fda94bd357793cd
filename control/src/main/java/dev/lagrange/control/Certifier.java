package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/**
 * Certifies that a primary shows all that its live replicas have shown. A primary shows a commit
 * only after it was logged and, with synchronous replication, after its replicas have it; so a
 * replica may show it first, for as long as the primary waits. Of the transactions under way on the
 * primary, the replicas are asked which they show, and the primary until it shows those too.
 *
 * <p>Thread-safe. One daemon thread, while it is asked; {@link #close} ends it.
 */
public final class Certifier implements ProofSource {

  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private final ClusterMonitor monitor;
  private final Vendor vendor;
  private final Ticker ticker;
  private final Duration patience;
  private final Duration probeTimeout;
  private final Map<NodeId, Connection> replicas = new ConcurrentHashMap<>();
  private final Rounds<Proof> rounds;

  /**
   * One that has asked nobody yet.
   *
   * @param patience how long a primary may take to show what a replica has shown
   * @param probeTimeout how long a node may take to answer
   */
  public Certifier(
      ClusterMonitor monitor,
      Vendor vendor,
      Ticker ticker,
      Duration patience,
      Duration probeTimeout) {
    this.monitor = monitor;
    this.vendor = vendor;
    this.ticker = ticker;
    this.patience = patience;
    this.probeTimeout = probeTimeout;
    this.rounds = new Rounds<>("lagrange-certifier", ticker, this::certify, this::disconnect);
  }

  /** All that live replicas had shown by a time is shown by the primary of the proof. */
  @Override
  public CompletableFuture<Proof> after(long time) {
    return monitor
        .sampleAfter(time)
        .thenCompose(
            primary ->
                isPlain(primary)
                    ? CompletableFuture.completedFuture(proofOf(primary, time))
                    : rounds.after(time));
  }

  /** Nothing is under way, or nobody could show it. */
  private boolean isPlain(Observation primary) {
    return primary.reading().hidden().isEmpty() || monitor.view().replicas().isEmpty();
  }

  private static Proof proofOf(Observation primary, long begunAt) {
    return new Proof(primary.stamp().run(), begunAt);
  }

  private Proof certify(long begunAt) throws SQLException {
    long deadline = begunAt + patience.toNanos();
    Observation primary = primaryAfter(begunAt, deadline);
    Set<Long> ahead = shownByReplicas(primary.reading().hidden());
    while (!ahead.isEmpty()) {
      LockSupport.parkNanos(PAUSE_NANOS);
      Observation now = primaryAfter(ticker.read(), deadline);
      if (!now.stamp().equals(primary.stamp())) {
        return certify(ticker.read()); // another one rules
      }
      UnderWay still = now.reading().hidden();
      ahead.removeIf(transaction -> !still.contains(transaction));
    }
    return proofOf(primary, begunAt);
  }

  private Observation primaryAfter(long time, long deadline) throws SQLException {
    long left = deadline - ticker.read();
    try {
      return monitor.sampleAfter(time).get(Math.max(0, left), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      throw ClusterMonitor.asSqlException(e.getCause());
    } catch (TimeoutException e) {
      throw new SQLTransientConnectionException(
          "the primary does not show yet what a replica has shown", "08001", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SQLTransientConnectionException("the cluster is being closed", "08001", e);
    }
  }

  private Set<Long> shownByReplicas(UnderWay hidden) throws SQLException {
    if (hidden.isEmpty()) {
      return Collections.emptySet();
    }
    disconnectThoseThatLeft();
    Set<Long> shown = new HashSet<>();
    for (NodeState replica : monitor.view().replicas()) {
      shown.addAll(shownBy(replica.id(), hidden));
    }
    return shown;
  }

  /** A replica that cannot be asked says nothing: what it has shown is known to nobody else. */
  private Set<Long> shownBy(NodeId replica, UnderWay hidden) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      Connection known = replicas.get(replica);
      Connection asked = known;
      try {
        if (asked == null) {
          asked = monitor.connect(replica, probeTimeout);
          replicas.put(replica, asked);
        }
        return vendor.shown(asked, hidden);
      } catch (SQLException e) {
        if (asked != null) {
          replicas.remove(replica);
          asked.abort(Runnable::run);
        }
        if ((known == null && attempt > 1) || !monitor.view().node(replica).isLiveReplica()) {
          return Set.of();
        }
      }
    }
  }

  private void disconnectThoseThatLeft() throws SQLException {
    for (NodeId node : List.copyOf(replicas.keySet())) {
      Connection gone = monitor.address(node) == null ? replicas.remove(node) : null;
      if (gone != null) {
        gone.abort(Runnable::run);
      }
    }
  }

  /** Nothing waits for a deposed primary here: the next round asks its successor. */
  @Override
  public void abandon(NodeId node) {}

  @Override
  public void close() {
    rounds.close();
    disconnect(); // so that a round under way does not wait for who does not answer
  }

  private void disconnect() {
    for (Connection connection : replicas.values()) {
      try {
        connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It is given up either way.
      }
    }
  }
}
