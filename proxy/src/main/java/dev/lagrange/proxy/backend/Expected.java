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
    /** One to which the client gave no name. */
    PARSE_UNNAMED,
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

  /** No change of the client's names. */
  static final int NO_NAMES = -1;

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
  static final Expected FAILURE = hidden(Kind.PARSE);

  static final Expected HIDDEN_QUERY = hidden(Kind.QUERY);

  /** What an empty query brings, before which the server may be ready more often. */
  static final Expected PROBE = hidden(Kind.QUERY);

  final Kind kind;
  final boolean hidden;
  final @Nullable StatementText statement;
  final int names;
  final @Nullable String serverName;
  final @Nullable ByteBuf own;

  private Expected(Kind kind) {
    this(kind, false, null, NO_NAMES, null, null);
  }

  private static Expected hidden(Kind kind) {
    return new Expected(kind, true, null, NO_NAMES, null, null);
  }

  private Expected(
      Kind kind,
      boolean hidden,
      @Nullable StatementText statement,
      int names,
      @Nullable String serverName,
      @Nullable ByteBuf own) {
    this.kind = kind;
    this.hidden = hidden;
    this.statement = statement;
    this.names = names;
    this.serverName = serverName;
    this.own = own;
  }

  /**
   * That a statement is prepared.
   *
   * @param names where the client's names were before; {@link #NO_NAMES} if they do not change
   * @param serverName the server's
   */
  static Expected parse(StatementText statement, int names, String serverName) {
    return new Expected(Kind.PARSE, false, statement, names, serverName, null);
  }

  /** The same of one to which the client gave no name. */
  static Expected parseUnnamed(StatementText statement, int names) {
    return new Expected(Kind.PARSE_UNNAMED, false, statement, names, "", null);
  }

  /** That a statement is prepared which the client believes to be so already. */
  static Expected hiddenParse(StatementText statement, String serverName) {
    return new Expected(Kind.PARSE, true, statement, NO_NAMES, serverName, null);
  }

  /** That the server gives a name up, of which the client knows nothing. */
  static Expected hiddenClose(String serverName) {
    return new Expected(Kind.CLOSE, true, null, NO_NAMES, serverName, null);
  }

  /**
   * What the proxy says itself, once all before it is answered. Taken over.
   *
   * @param names where the client's names were before; {@link #NO_NAMES} if they do not change
   */
  static Expected own(ByteBuf reply, int names) {
    return new Expected(Kind.OWN, false, null, names, null, reply);
  }

  boolean isParse() {
    return kind == Kind.PARSE || kind == Kind.PARSE_UNNAMED;
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
