package dev.lagrange.proxy.backend;

import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/** Who uses a connection to a server, for a while. All on the event loop of both. */
public interface Owner {

  /** Messages, or parts of long ones, for the client. Taken over; not flushed. */
  void reply(ByteBuf messages);

  /** Sends what was given so far. */
  void flushReplies();

  /** Whether more can be taken; if not, reading stops until {@link Backend#resume}. */
  boolean isWritable();

  /** A statement has ended; its tag, such as {@code INSERT 0 1}. */
  void completed(String tag);

  /** What a setting is now, be it by what runs or by itself; said before the client hears of it. */
  default void reports(String setting, String value) {}

  /** The number of the process that the client was told. */
  int processId();

  /** The server reads rows of COPY, or sends and reads them. */
  void copies();

  /**
   * A Parse or a Close of the client has failed, or was skipped after an error.
   *
   * @param since where the client's names were before it; what they became since does not count
   */
  void skipped(int since);

  /** A Parse without a name has failed: there is no statement without one any more. */
  void unnamedFailed();

  /**
   * An error came before anything was shown to the client; true to have it hidden, with all up to
   * the next {@link #ready}, since the statement will run again elsewhere.
   */
  boolean hides(String sqlState);

  /** Something of the statement is shown: it does not run again elsewhere. */
  void shown();

  /** An error came and is shown; if fatal, the server closes the connection. */
  void failed(String sqlState, boolean fatal);

  /** Whether the owner tells the client itself that the server is ready, in its own time. */
  default boolean saysReady() {
    return false;
  }

  /** All that was sent is answered, as the server's Z says with this status. */
  void ready(char status);

  /** The node is given up: what is not needed any more is to be given back. */
  default void nodeLeft() {}

  /**
   * The connection is lost, and all that is owed with it; null for no reason known.
   *
   * @param torn whether a message was passed on in part only
   */
  void lost(@Nullable Throwable why, boolean torn);
}
