package dev.lagrange.proxy.backend;

import dev.lagrange.routing.cluster.NodeId;

/** A server connection that is not to be had. */
public final class BackendException extends Exception {
  private static final long serialVersionUID = 1;

  private final String sqlState;

  BackendException(NodeId node, String sqlState, String message) {
    super("node " + node + ": " + message);
    this.sqlState = sqlState.isEmpty() ? "08006" : sqlState;
  }

  /** Five characters. */
  public String sqlState() {
    return sqlState;
  }

  /** Whether the server itself refused the user or the database, as every server will. */
  public boolean isRefusal() {
    return sqlState.startsWith("28") || sqlState.startsWith("3D");
  }
}
