package dev.lagrange.proxy.backend;

import dev.lagrange.routing.cluster.NodeId;
import dev.lagrange.routing.error.SqlState;
import java.util.concurrent.CompletionException;

/** A server connection that is not to be had. */
public final class BackendException extends Exception {
  private static final long serialVersionUID = 1;

  private final transient String sqlState;
  private final transient String words;
  private final transient String detail;
  private final transient String hint;
  private final transient boolean byServer;

  BackendException(NodeId node, String sqlState, String message) {
    super("node " + node + ": " + message);
    this.sqlState = sqlState;
    this.words = message;
    this.detail = "";
    this.hint = "";
    this.byServer = false;
  }

  /** That a node is no member any more. */
  static BackendException left(NodeId node) {
    return new BackendException(node, SqlState.NOT_CONNECTED.code(), "it has left the cluster");
  }

  /** What a future failed with, without what futures wrap it in. */
  public static Throwable cause(Throwable failure) {
    Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
    return cause == null ? failure : cause;
  }

  /** The server's own error, in its words. */
  BackendException(NodeId node, String sqlState, String words, String detail, String hint) {
    super("node " + node + ": " + words);
    this.sqlState = sqlState.isEmpty() ? "08006" : sqlState;
    this.words = words;
    this.detail = detail;
    this.hint = hint;
    this.byServer = true;
  }

  /** The message without the node. */
  public String words() {
    return words;
  }

  /** The server's detail; empty if none. */
  public String detail() {
    return detail;
  }

  /** The server's hint; empty if none. */
  public String hint() {
    return hint;
  }

  /** Five characters. */
  public String sqlState() {
    return sqlState;
  }

  /** Whether the server has no place for the user on such a connection, with TLS or without. */
  boolean isByAccessRules() {
    return byServer && sqlState.equals(SqlState.AUTHENTICATION_REFUSED.code());
  }

  /** Whether the server itself refused the client's parameters, as every server will. */
  public boolean isRefusal() {
    return byServer && !sqlState.startsWith("57") && !sqlState.startsWith("53");
  }
}
