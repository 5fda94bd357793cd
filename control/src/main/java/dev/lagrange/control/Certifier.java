package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Certifies that a primary shows all that replicas have shown. A primary shows a commit only after
 * it was logged and, with synchronous replication, after its replicas have it; so a replica may
 * show it first, for as long as the primary waits. Of the transactions under way on the primary,
 * the replicas are asked which they show, and the primary until it shows those too. Of a replica
 * that this process has read and that cannot be asked any more, it may have been any that waited.
 *
 * <p>Thread-safe. One daemon thread, while it is asked; {@link #close} ends it.
 */
public final class Certifier implements ProofSource {

  private static final long PAUSE_NANOS = Duration.ofMillis(1).toNanos();

  private final ClusterMonitor monitor;
  private final Vendor vendor;
  private final Ticker ticker;
  private final Supplier<Collection<LastRead>> reads;
  private final Duration patience;
  private final Duration probeTimeout;
  private final NodeLines lines;
  private final Absentees absentees = new Absentees();
  private final Rounds<Proof> rounds;

  /**
   * One that has asked nobody yet.
   *
   * @param reads the last read of each replica that this process has read
   * @param patience how long a primary may take to show what a replica has shown
   * @param probeTimeout how long a node may take to answer
   */
  public Certifier(
      ClusterMonitor monitor,
      Vendor vendor,
      Ticker ticker,
      Supplier<Collection<LastRead>> reads,
      Duration patience,
      Duration probeTimeout) {
    this.monitor = monitor;
    this.vendor = vendor;
    this.ticker = ticker;
    this.reads = reads;
    this.patience = patience;
    this.probeTimeout = probeTimeout;
    this.lines = new NodeLines(monitor, vendor, ticker, probeTimeout);
    this.rounds = new Rounds<>("lagrange-certifier", ticker, this::certify, lines::disconnect);
  }

  /** All that replicas had shown by a time is shown by the primary of the proof. */
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

  /** Nothing is under way, or nobody could have shown it. */
  private boolean isPlain(Observation primary) {
    return primary.reading().hidden().isEmpty()
        || (monitor.view().replicas().isEmpty() && reads.get().isEmpty());
  }

  private static Proof proofOf(Observation primary, long begunAt) {
    return new Proof(primary.stamp().run(), begunAt);
  }

  private Proof certify(long begunAt) throws SQLException {
    long deadline = begunAt + patience.toNanos();
    Observation primary = primaryAfter(begunAt, deadline);
    Set<Long> ahead = shownByReplicas(primary);
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

  private Set<Long> shownByReplicas(Observation primary) throws SQLException {
    UnderWay hidden = primary.reading().hidden();
    if (hidden.isEmpty()) {
      return Collections.emptySet();
    }
    lines.forgetThoseThatLeft();
    Set<Long> shown = new HashSet<>();
    Map<NodeId, NodeLines.Answer> answers = new HashMap<>();
    for (NodeState replica : monitor.view().replicas()) {
      NodeLines.Answer answer = shownBy(replica.id(), hidden);
      if (answer != null) {
        answers.put(replica.id(), answer);
        shown.addAll(answer.transactions());
      }
    }
    for (LastRead read : reads.get()) {
      NodeLines.Answer answer = answers.get(read.node());
      boolean said = answer != null && knows(answer, read);
      boolean promoted = Objects.equals(read.run(), primary.stamp().run()) && read.run() != null;
      if (!said && !promoted) {
        shown.addAll(absentees.mayHaveShown(read, primary, () -> waitingOn(primary)));
      }
    }
    return shown;
  }

  /** Whether who answered is who was read, and had not recovered from a crash in between. */
  private boolean knows(NodeLines.Answer answer, LastRead read) {
    if (!Objects.equals(answer.run(), read.run())) {
      return false;
    }
    return answer.connectedAt() - read.startedAt() < 0
        || monitor
            .observationAfter(read.node(), answer.connectedAt())
            .thenApply(seen -> seen.isUnbroken(read.run(), read.startedAt()))
            .completeOnTimeout(false, probeTimeout.toNanos(), TimeUnit.NANOSECONDS)
            .exceptionally(gone -> false)
            .join();
  }

  /** Null if it cannot be asked. */
  private NodeLines.@Nullable Answer shownBy(NodeId replica, UnderWay hidden) {
    try {
      return lines.ask(
          replica,
          connection -> vendor.shown(connection, hidden),
          () -> monitor.view().node(replica).isLiveReplica());
    } catch (SQLException e) {
      return null;
    }
  }

  private Set<Long> waitingOn(Observation primary) throws SQLException {
    UnderWay hidden = primary.reading().hidden();
    NodeLines.Answer answer =
        lines.ask(primary.node(), connection -> vendor.waiting(connection, hidden), () -> true);
    if (!Objects.equals(answer.run(), primary.stamp().run())) {
      throw new SQLTransientConnectionException("the primary has just been replaced", "08001");
    }
    return answer.transactions();
  }

  /** Nothing waits for a deposed primary here: the next round asks its successor. */
  @Override
  public void abandon(NodeId node) {}

  @Override
  public void close() {
    rounds.close();
    lines.disconnect(); // so that a round under way does not wait for who does not answer
  }
}
