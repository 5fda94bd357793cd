package dev.lagrange.proxy.auth;

import org.jspecify.annotations.Nullable;

/** What the proxy has to do next in a {@link ServerLogin}. Immutable; do not change the bytes. */
public sealed interface ServerReply {

  /** Send a message of type {@code p}. */
  final class Send implements ServerReply {
    private final byte[] body;

    Send(byte[] body) {
      this.body = body;
    }

    /** The body of the message to send. A secret. */
    public byte[] body() {
      return body;
    }

    @Override
    public String toString() {
      return "Send[hidden]";
    }
  }

  /** Wait for the server's next message. */
  record Wait() implements ServerReply {}

  /** The login is done: parameters and ReadyForQuery follow. */
  record Done() implements ServerReply {}

  /**
   * Close the connection: we do not log in here.
   *
   * @param sqlState 28000, 08P01 or 0A000
   * @param message what failed, without the node, which the caller knows
   * @param detail the rule and the remedy, or null
   */
  record Failed(String sqlState, String message, @Nullable String detail) implements ServerReply {}
}
