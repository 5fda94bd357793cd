package dev.lagrange.control.cluster;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.cluster.NodeState;
import dev.lagrange.routing.option.HostPort;
import java.sql.SQLException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * The connections over which the statements of this process are served, as far as the cluster's
 * knowledge rules over them. Thread-safe.
 */
public interface NodeConnections extends AutoCloseable {

  /** Makes the connections of one cluster. */
  @FunctionalInterface
  interface Maker<C extends NodeConnections> {

    /**
     * The connections to the nodes that are members, none of them open yet.
     *
     * @param members which can be asked once the cluster is open
     */
    C make(Members members);
  }

  /** What is known of the nodes that there are. */
  interface Members {

    /** Where a node takes connections; null if it is no member now. */
    @Nullable HostPort address(NodeId node);

    /** Whether a member answers. */
    boolean isLive(NodeId node);

    /** The primary now; null if none is known. */
    @Nullable NodeState primary();

    /**
     * The primary, once there is one. Blocks.
     *
     * @throws SQLException if there is none in time (08001)
     */
    NodeState awaitPrimary(Duration limit) throws SQLException;
  }

  /** How many of a node's connections serve somebody. */
  int outstanding(NodeId node);

  /** Breaks every connection to a node. Does not block. */
  void abort(NodeId node);

  /** Gives no more connections to a node that left; those in use are returned first. */
  void drain(NodeId node);

  /** Closes them all. */
  @Override
  void close();
}
