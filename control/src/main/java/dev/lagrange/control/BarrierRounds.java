package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.cluster.ServerRun;
import dev.lagrange.routing.error.SqlState;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLNonTransientException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Has the primary pass a {@link Barrier} again and again, each time for all who asked before. With
 * {@link Vendor#barrier} it proves that it still rules: a deposed one that lives on answers reads
 * for ever, but passes none. That is what the log does in Raft when a leader serves reads (Ongaro
 * and Ousterhout 2014, section 8), with the replicas' acknowledgements as the votes.
 *
 * <p>Thread-safe. One daemon thread, while it is asked; {@link #close} ends it.
 */
public final class BarrierRounds implements ProofSource {

  private record Open(NodeId node, Connection connection, ServerRun run, Barrier barrier) {}

  private final ClusterMonitor monitor;
  private final Vendor vendor;
  private final Function<Connection, Barrier> barriers;
  private final Duration patience;
  private final Rounds<Proof> rounds;
  private volatile @Nullable Open open;

  /**
   * Rounds of which none has begun.
   *
   * @param name of the thread
   * @param barriers makes the barrier over a connection
   * @param patience how long a primary may take to pass it
   */
  public BarrierRounds(
      String name,
      ClusterMonitor monitor,
      Vendor vendor,
      Function<Connection, Barrier> barriers,
      Ticker ticker,
      Duration patience) {
    this.monitor = monitor;
    this.vendor = vendor;
    this.barriers = barriers;
    this.patience = patience;
    this.rounds = new Rounds<>(name, ticker, this::prove, this::disconnect);
  }

  /**
   * The first proof begun after a time. It fails with LG004 if the primary has none to give, and as
   * the connection does if that breaks.
   */
  @Override
  public CompletableFuture<Proof> after(long time) {
    return rounds.after(time);
  }

  private Proof prove(long begunAt) throws SQLException {
    try {
      NodeState primary = monitor.view().primary();
      if (primary == null) {
        throw new SQLTransientConnectionException("there is no primary to be asked", "08001");
      }
      Open to = connected(primary.id());
      to.barrier.pass();
      return new Proof(to.run, begunAt);
    } catch (SQLException | RuntimeException e) {
      disconnect();
      throw e;
    }
  }

  private Open connected(NodeId node) throws SQLException {
    Open known = open;
    if (known != null && known.node.equals(node) && !known.connection.isClosed()) {
      return known;
    }
    disconnect();
    Connection connection = monitor.connect(node, patience);
    try {
      ServerRun run = vendor.stamp(connection).run();
      if (run == null) {
        throw new SQLNonTransientException(
            "The primary "
                + node
                + " cannot prove that it still rules: a pooler stands before it, and may lead each"
                + " connection elsewhere; name the servers themselves in the URL",
            SqlState.NO_QUORUM.code());
      }
      Open made = new Open(node, connection, run, barriers.apply(connection));
      open = made;
      return made;
    } catch (SQLException | RuntimeException e) {
      connection.abort(Runnable::run);
      throw e;
    }
  }

  @Override
  public void abandon(NodeId node) {
    Open asked = open;
    if (asked != null && asked.node.equals(node)) {
      disconnect();
    }
  }

  private void disconnect() {
    Open known = open;
    open = null;
    if (known != null) {
      try {
        known.connection.abort(Runnable::run);
      } catch (SQLException e) {
        // It is given up either way.
      }
    }
  }

  @Override
  public void close() {
    rounds.close();
    disconnect();
  }
}
