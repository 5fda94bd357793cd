package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The bodies that a message of type {@code p} may have, which only the state of the login tells
 * apart. What is wrong is told in PostgreSQL's words.
 */
final class PasswordMessage {

  /** PostgreSQL's {@code PG_MAX_AUTH_TOKEN_LENGTH}. */
  static final int MOST_BYTES = 65_535;

  private PasswordMessage() {}

  /**
   * PasswordMessage: the bytes before its final zero.
   *
   * @throws Refusal if there is no zero, or another one (08P01); or nothing before it (28P01)
   */
  static byte[] password(byte[] body) throws Refusal {
    int zero = zeroIn(body);
    if (zero < 0 || zero != body.length - 1) {
      throw Refusal.ofProtocol("invalid password packet size");
    }
    if (zero == 0) {
      throw Refusal.of(Refusal.INVALID_PASSWORD, "empty password returned by client", null);
    }
    return Arrays.copyOf(body, zero);
  }

  /**
   * SASLInitialResponse.
   *
   * @throws Refusal if its lengths do not add up (08P01)
   */
  static SaslInitialResponse saslInitial(byte[] body) throws Refusal {
    int zero = zeroIn(body);
    if (zero < 0) {
      throw Refusal.ofProtocol("invalid string in message");
    }
    String mechanism = new String(body, 0, zero, ISO_8859_1);
    int start = zero + 1 + Integer.BYTES;
    if (start > body.length) {
      throw Refusal.ofProtocol("insufficient data left in message");
    }
    int length = ByteBuffer.wrap(body).getInt(zero + 1);
    int left = body.length - start;
    if (length < -1 || length > left) {
      throw Refusal.ofProtocol("insufficient data left in message");
    }
    if (Math.max(length, 0) != left) {
      throw Refusal.ofProtocol("invalid message format");
    }
    return new SaslInitialResponse(
        mechanism, length < 0 ? null : Arrays.copyOfRange(body, start, body.length));
  }

  private static int zeroIn(byte[] body) {
    for (int at = 0; at < body.length; at++) {
      if (body[at] == 0) {
        return at;
      }
    }
    return -1;
  }

  /** A message that begins SASL. */
  static final class SaslInitialResponse {
    private final String mechanism;
    private final byte @Nullable [] data;

    private SaslInitialResponse(String mechanism, byte @Nullable [] data) {
      this.mechanism = mechanism;
      this.data = data;
    }

    String mechanism() {
      return mechanism;
    }

    /** The first message of the mechanism, or null if the client waits to be asked for it. */
    byte @Nullable [] data() {
      return data;
    }
  }
}
