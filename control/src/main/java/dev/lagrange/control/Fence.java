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
 * Has the primary prove that it still rules: a deposed one that lives on answers reads for ever,
 * but passes no {@link Barrier}. What the log does in Raft when a leader serves reads (Ongaro and
 * Ousterhout 2014, section 8), with the replicas' acknowledgements as the votes. Proofs are
 * coalesced in {@link Rounds}.
 *
 * <p>Thread-safe. One daemon thread, while it is asked; {@link #close} ends it.
 */
public final class Fence implements ProofSource {

  private record Open(NodeId node, Connection connection, ServerRun run, Barrier barrier) {}

  private final ClusterMonitor monitor;
  private final Vendor vendor;
  private final Function<Connection, Barrier> barriers;
  private final Duration patience;
  private final Rounds<Proof> rounds;
  private volatile @Nullable Open open;

  /**
   * A fence that has asked nobody yet.
   *
   * @param patience how long a primary may take to prove itself
   */
  public Fence(ClusterMonitor monitor, Vendor vendor, Ticker ticker, Duration patience) {
    this("lagrange-fence", monitor, vendor, vendor::barrier, ticker, patience);
  }

  /**
   * The same with a barrier that may prove less, such as that the primary's log is on its disk.
   *
   * @param name of the thread
   */
  public Fence(
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
