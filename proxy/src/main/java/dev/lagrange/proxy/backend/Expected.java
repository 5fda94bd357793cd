package dev.lagrange.proxy.backend;

import dev.lagrange.proxy.wire.StatementText;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** One answer that is owed: by a server, or by the proxy itself in its place in the order. */
public final class Expected {

  enum Kind {
    /** All up to Z. */
    QUERY,
    FUNCTION,
    PARSE,
    BIND,
    DESCRIBE,
    EXECUTE,
    CLOSE,
    SYNC,
    /** Nothing: the client has ended a COPY here, if the server has begun one. */
    COPY_END,
    /** What the proxy says itself. */
    OWN
  }

  /** All that a simple query brings. */
  public static final Expected QUERY = new Expected(Kind.QUERY);

  /** What a function call brings. */
  public static final Expected FUNCTION = new Expected(Kind.FUNCTION);

  /** What Bind brings. */
  public static final Expected BIND = new Expected(Kind.BIND);

  /** What Describe brings. */
  public static final Expected DESCRIBE = new Expected(Kind.DESCRIBE);

  /** What Execute brings. */
  public static final Expected EXECUTE = new Expected(Kind.EXECUTE);

  /** What Close brings. */
  public static final Expected CLOSE = new Expected(Kind.CLOSE);

  /** That the server is ready. */
  public static final Expected SYNC = new Expected(Kind.SYNC);

  /** Nothing: the end of a COPY is sent. */
  public static final Expected COPY_END = new Expected(Kind.COPY_END);

  /** An error of which the client is told by another. */
  static final Expected FAILURE = new Expected(Kind.PARSE, true, null, null, null, null);

  static final Expected HIDDEN_QUERY = new Expected(Kind.QUERY, true, null, null, null, null);

  /** What an empty query brings, before which the server may be ready more often. */
  static final Expected PROBE = new Expected(Kind.QUERY, true, null, null, null, null);

  final Kind kind;
  final boolean hidden;
  final @Nullable StatementText statement;
  final @Nullable String clientName;
  final @Nullable String serverName;
  final @Nullable ByteBuf own;

  private Expected(Kind kind) {
    this(kind, false, null, null, null, null);
  }

  private Expected(
      Kind kind,
      boolean hidden,
      @Nullable StatementText statement,
      @Nullable String clientName,
      @Nullable String serverName,
      @Nullable ByteBuf own) {
    this.kind = kind;
    this.hidden = hidden;
    this.statement = statement;
    this.clientName = clientName;
    this.serverName = serverName;
    this.own = own;
  }

  /**
   * That a statement is prepared.
   *
   * @param clientName the client's name for it; null if that is not to go should this fail
   * @param serverName the server's
   */
  static Expected parse(StatementText statement, @Nullable String clientName, String serverName) {
    return new Expected(Kind.PARSE, false, statement, clientName, serverName, null);
  }

  /** That a statement is prepared which the client believes to be so already. */
  static Expected hiddenParse(StatementText statement, String serverName) {
    return new Expected(Kind.PARSE, true, statement, null, serverName, null);
  }

  /** That the server gives a name up, of which the client knows nothing. */
  static Expected hiddenClose(String serverName) {
    return new Expected(Kind.CLOSE, true, null, null, serverName, null);
  }

  /** What the proxy says itself, once all before it is answered. Taken over. */
  static Expected own(ByteBuf reply) {
    return new Expected(Kind.OWN, false, null, null, null, reply);
  }

  /** That a statement is prepared, which it was before, as the client has now named it. */
  static Expected parsed(ByteBuf reply, String clientName) {
    return new Expected(Kind.OWN, false, null, clientName, null, reply);
  }

  boolean isOwn() {
    return own != null;
  }

  void release() {
    if (own != null) {
      own.release();
    }
  }
}
