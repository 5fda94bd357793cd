package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/**
 * The server's end of one SCRAM exchange (RFC 5802, RFC 7677), with the checks and the words of
 * PostgreSQL. Not thread-safe; confined to one login.
 */
final class ScramExchange {

  private final ScramVerifier verifier;
  private final ScramMechanism mechanism;
  private final byte @Nullable [] binding;
  private final String serverNonce;

  /**
   * One by the mechanism that the client selected.
   *
   * @param binding the hash of our certificate ({@code tls-server-end-point}), null where none is
   *     to be had; whoever offered PLUS has one
   * @param serverNonce random and printable
   * @throws Refusal if no such mechanism was offered (08P01)
   */
  ScramExchange(
      String mechanism, ScramVerifier verifier, byte @Nullable [] binding, String serverNonce)
      throws Refusal {
    if (!ScramMechanism.offered(binding != null).contains(mechanism)) {
      throw Refusal.ofProtocol("client selected an invalid SASL authentication mechanism");
    }
    this.mechanism =
        mechanism.equals(ScramMechanism.PLUS.wireName())
            ? ScramMechanism.PLUS
            : ScramMechanism.PLAIN;
    this.verifier = verifier;
    this.binding = binding;
    this.serverNonce = serverNonce;
  }

  /**
   * Reads the client-first-message and makes our answer to it.
   *
   * @throws Refusal if it is malformed (08P01), takes us for a server without channel binding
   *     (28000), or wants what there is not (0A000)
   */
  Challenge challenge(byte[] clientFirst) throws Refusal {
    ScramMessage message = new ScramMessage(clientFirst);
    checkBindingFlag(message);
    if (message.peek() == 'a') {
      throw notSupported("client uses authorization identity, but it is not supported");
    }
    if (message.peek() != ',') {
      throw Refusal.malformed(
          "Unexpected attribute \"%s\" in client-first-message."
              .formatted(ScramMessage.show(message.peek())));
    }
    message.skip();
    int bare = message.position();
    if (message.peek() == 'm') {
      throw notSupported("client requires an unsupported SCRAM extension");
    }
    // The user is the one of the start-up message; libpq leaves this name empty.
    message.value('n');
    String clientNonce = message.value('r');
    if (!ScramMessage.isPrintable(clientNonce)) {
      throw Refusal.ofProtocol("non-printable characters in SCRAM nonce");
    }
    while (!message.atEnd()) {
      message.anyValue();
    }
    return new Challenge(message.before(bare), message.after(bare), clientNonce + serverNonce);
  }

  private void checkBindingFlag(ScramMessage message) throws Refusal {
    char flag = message.peek();
    switch (flag) {
      case 'n', 'y' -> {
        if (mechanism == ScramMechanism.PLUS) {
          throw Refusal.malformed(
              "The client selected SCRAM-SHA-256-PLUS, but the SCRAM message does not include"
                  + " channel binding data.");
        }
        if (flag == 'y' && binding != null) {
          // Somebody in between has taken PLUS off the list.
          throw Refusal.of(
              Refusal.INVALID_AUTHORIZATION,
              "SCRAM channel binding negotiation error",
              "The client supports SCRAM channel binding but thinks the server does not. "
                  + " However, this server does support channel binding.");
        }
        message.skip();
        if (message.peek() != ',') {
          throw Refusal.malformed(
              "Comma expected, but found character \"%s\"."
                  .formatted(ScramMessage.show(message.peek())));
        }
        message.skip();
      }
      case 'p' -> {
        if (mechanism != ScramMechanism.PLUS) {
          throw Refusal.malformed(
              "The client selected SCRAM-SHA-256 without channel binding, but the SCRAM message"
                  + " includes channel binding data.");
        }
        String kind = message.value('p');
        if (!kind.equals(ScramMechanism.BINDING)) {
          throw Refusal.ofProtocol(
              "unsupported SCRAM channel-binding type \"" + ScramMessage.show(kind) + "\"");
        }
      }
      default ->
          throw Refusal.malformed(
              "Unexpected channel-binding flag \"" + ScramMessage.show(flag) + "\".");
    }
  }

  private static Refusal notSupported(String message) {
    return Refusal.of(Refusal.NOT_SUPPORTED, message, null);
  }

  /** The exchange after our server-first-message. */
  final class Challenge {
    private final String gs2Header;
    private final String clientFirstBare;
    private final String nonce;
    private final String serverFirst;

    private Challenge(String gs2Header, String clientFirstBare, String nonce) {
      this.gs2Header = gs2Header;
      this.clientFirstBare = clientFirstBare;
      this.nonce = nonce;
      this.serverFirst =
          "r=%s,s=%s,i=%d"
              .formatted(nonce, ScramFormulas.base64(verifier.salt()), verifier.iterations());
    }

    /** The server-first-message. */
    byte[] message() {
      return serverFirst.getBytes(ISO_8859_1);
    }

    /**
     * Reads the client-final-message.
     *
     * @return the proof that both know the password, or null if the client does not
     * @throws Refusal if it is malformed or not about this exchange (08P01), or bound to another
     *     channel (28000)
     */
    @Nullable Proven verify(byte[] clientFinal) throws Refusal {
      ScramMessage message = new ScramMessage(clientFinal);
      checkBinding(message.value('c'));
      String finalNonce = message.value('r');
      int proofAt = message.position();
      boolean isProof = message.peek() == 'p';
      String value = message.anyValue();
      while (!isProof) {
        proofAt = message.position();
        isProof = message.peek() == 'p';
        value = message.anyValue();
      }
      byte[] proof = ScramFormulas.decode(value);
      if (proof == null || proof.length != ScramFormulas.KEY_BYTES) {
        throw Refusal.malformed("Malformed proof in client-final-message.");
      }
      if (!message.atEnd()) {
        throw Refusal.malformed("Garbage found at the end of client-final-message.");
      }
      if (!MessageDigest.isEqual(finalNonce.getBytes(ISO_8859_1), nonce.getBytes(ISO_8859_1))) {
        throw Refusal.of(
            Refusal.PROTOCOL_VIOLATION, "invalid SCRAM response", "Nonce does not match.");
      }
      return prove(proof, message.before(proofAt - 1));
    }

    private void checkBinding(String value) throws Refusal {
      byte[] expected = gs2Header.getBytes(ISO_8859_1);
      if (mechanism == ScramMechanism.PLUS && binding != null) {
        expected = concatenate(expected, binding);
      }
      if (value.equals(ScramFormulas.base64(expected))) {
        return;
      }
      if (mechanism == ScramMechanism.PLUS) {
        throw Refusal.of(Refusal.INVALID_AUTHORIZATION, "SCRAM channel binding check failed", null);
      }
      throw Refusal.ofProtocol(
          "unexpected SCRAM channel-binding attribute in client-final-message");
    }

    private @Nullable Proven prove(byte[] proof, String clientFinalWithoutProof) {
      byte[] authMessage =
          (clientFirstBare + "," + serverFirst + "," + clientFinalWithoutProof)
              .getBytes(ISO_8859_1);
      byte[] clientKey = ScramFormulas.xor(proof, verifier.clientSignature(authMessage));
      if (!verifier.isOfClientKey(clientKey)) {
        return null;
      }
      String signature = ScramFormulas.base64(verifier.serverSignature(authMessage));
      return new Proven(("v=" + signature).getBytes(ISO_8859_1), clientKey);
    }
  }

  private static byte[] concatenate(byte[] one, byte[] other) {
    byte[] both = new byte[one.length + other.length];
    System.arraycopy(one, 0, both, 0, one.length);
    System.arraycopy(other, 0, both, one.length, other.length);
    return both;
  }

  /** A client that knows the password. */
  static final class Proven {
    private final byte[] message;
    private final byte[] clientKey;

    private Proven(byte[] message, byte[] clientKey) {
      this.message = message;
      this.clientKey = clientKey;
    }

    /** The server-final-message. */
    byte[] message() {
      return message;
    }

    /** The key with which one can log in wherever salt and iterations are the same. A secret. */
    byte[] clientKey() {
      return clientKey;
    }
  }
}
