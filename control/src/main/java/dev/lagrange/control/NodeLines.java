package dev.lagrange.control;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.ServerRun;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Connections over which nodes are asked about transactions, one to each. Asked by one thread at a
 * time; {@link #disconnect} by any.
 */
final class NodeLines {

  /** Asks for some transactions. */
  @FunctionalInterface
  interface Question {
    Set<Long> ask(Connection connection) throws SQLException;
  }

  /**
   * What a node said.
   *
   * @param run the server that said it; null if it cannot be told apart
   * @param connectedAt when the connection was open over which it did, in nanoseconds of the ticker
   */
  record Answer(@Nullable ServerRun run, long connectedAt, Set<Long> transactions) {}

  private record Line(Connection connection, @Nullable ServerRun run, long connectedAt) {}

  private final ClusterMonitor monitor;
  private final Vendor vendor;
  private final Ticker ticker;
  private final Duration patience;
  private final Map<NodeId, Line> lines = new ConcurrentHashMap<>();

  /**
   * None yet.
   *
   * @param patience how long a node may take to answer
   */
  NodeLines(ClusterMonitor monitor, Vendor vendor, Ticker ticker, Duration patience) {
    this.monitor = monitor;
    this.vendor = vendor;
    this.ticker = ticker;
    this.patience = patience;
  }

  /**
   * Asks a node. Blocks.
   *
   * @param again whether one that does not answer over a new connection is asked once more
   * @throws SQLException if it cannot be asked
   */
  Answer ask(NodeId node, Question question, BooleanSupplier again) throws SQLException {
    for (int attempt = 1; ; attempt++) {
      Line known = lines.get(node);
      try {
        Line line = known == null ? connect(node) : known;
        return new Answer(line.run(), line.connectedAt(), question.ask(line.connection()));
      } catch (SQLException e) {
        hangUp(node);
        if ((known == null && attempt > 1) || !again.getAsBoolean()) {
          throw e;
        }
      }
    }
  }

  private Line connect(NodeId node) throws SQLException {
    Connection connection = monitor.connect(node, patience);
    try {
      Line line = new Line(connection, vendor.stamp(connection).run(), ticker.read());
      lines.put(node, line);
      return line;
    } catch (SQLException e) {
      abort(connection);
      throw e;
    }
  }

  private void hangUp(NodeId node) {
    Line line = lines.remove(node);
    if (line != null) {
      abort(line.connection());
    }
  }

  /** Ends those to nodes that are no members any more. */
  void forgetThoseThatLeft() {
    for (NodeId node : List.copyOf(lines.keySet())) {
      if (monitor.address(node) == null) {
        hangUp(node);
      }
    }
  }

  /** Breaks all, so that nobody waits for who does not answer. */
  void disconnect() {
    lines.values().forEach(line -> abort(line.connection()));
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      // It is given up either way.
    }
  }
}
