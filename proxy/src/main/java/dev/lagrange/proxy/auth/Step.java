package dev.lagrange.proxy.auth;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the proxy has to do next in a {@link Login}. Immutable; the bytes are not to be changed. */
public sealed interface Step {

  /** Send a message that asks the client for one of type {@code p}. */
  final class Ask implements Step {
    private final byte[] body;

    Ask(byte[] body) {
      this.body = body;
    }

    /** The body of the message {@code R} to send. */
    public byte[] body() {
      return body;
    }

    @Override
    public String toString() {
      return "Ask[" + body.length + " bytes]";
    }
  }

  /** The client is who it says. */
  final class Accepted implements Step {
    private final List<byte[]> bodies;
    private final @Nullable Credential credential;

    Accepted(List<byte[]> bodies, @Nullable Credential credential) {
      this.bodies = bodies;
      this.credential = credential;
    }

    /** The bodies of the messages {@code R} to send, in order; the last one is AuthenticationOk. */
    public List<byte[]> bodies() {
      return bodies;
    }

    /**
     * What servers can be logged in to with as this user. Null if it has to come from elsewhere:
     * the client has shown nothing, and the list of users has a SCRAM verifier only.
     */
    public @Nullable Credential credential() {
      return credential;
    }

    @Override
    public String toString() {
      return "Accepted[" + credential + "]";
    }
  }

  /**
   * The client is not let in: an ErrorResponse of severity FATAL is due, and the end.
   *
   * @param sqlState field {@code C}: 28P01, 28000, 08P01 or 0A000
   * @param message field {@code M}, as PostgreSQL words it
   * @param detail field {@code D}, or null
   * @param reason for our log, never for the client: which part was wrong; null if the message says
   *     it
   */
  record Refused(String sqlState, String message, @Nullable String detail, @Nullable String reason)
      implements Step {}
}
