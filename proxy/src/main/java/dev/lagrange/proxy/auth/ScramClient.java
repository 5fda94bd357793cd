package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The client's end of one SCRAM exchange, in which the server has to show, too, that it knows the
 * password. Not thread-safe; confined to one login.
 */
final class ScramClient {

  private final Credential credential;
  private final ScramMechanism mechanism;
  private final byte[] bindingInput;
  private final String clientFirstBare;
  private final String nonce;
  private byte @Nullable [] expectedSignature;

  private ScramClient(
      Credential credential, ScramMechanism mechanism, byte[] bindingInput, String nonce) {
    this.credential = credential;
    this.mechanism = mechanism;
    this.bindingInput = bindingInput;
    this.nonce = nonce;
    // The server takes the name of the start-up message.
    this.clientFirstBare = "n=,r=" + nonce;
  }

  /**
   * An exchange by the best mechanism that a server offers.
   *
   * @param binding the hash of the server's certificate ({@code tls-server-end-point}), or null
   * @param nonce random and printable
   * @throws Refusal if there is no mechanism that we know (0A000)
   */
  static ScramClient of(
      Credential credential, List<String> offered, byte @Nullable [] binding, String nonce)
      throws Refusal {
    if (binding != null && offered.contains(ScramMechanism.PLUS.wireName())) {
      byte[] header = ("p=" + ScramMechanism.BINDING + ",,").getBytes(ISO_8859_1);
      byte[] input =
          ByteBuffer.allocate(header.length + binding.length).put(header).put(binding).array();
      return new ScramClient(credential, ScramMechanism.PLUS, input, nonce);
    }
    if (!offered.contains(ScramMechanism.PLAIN.wireName())) {
      throw Refusal.of(
          Refusal.NOT_SUPPORTED,
          "none of the SASL mechanisms that the server offers is supported",
          "It offers " + offered.stream().map(ScramMessage::show).toList() + ".");
    }
    byte[] header = (binding == null ? "n,," : "y,,").getBytes(ISO_8859_1);
    return new ScramClient(credential, ScramMechanism.PLAIN, header, nonce);
  }

  ScramMechanism mechanism() {
    return mechanism;
  }

  /** The client-first-message. */
  byte[] first() {
    String header =
        mechanism == ScramMechanism.PLUS
            ? "p=" + ScramMechanism.BINDING + ",,"
            : new String(bindingInput, ISO_8859_1);
    return (header + clientFirstBare).getBytes(ISO_8859_1);
  }

  /**
   * Reads the server-first-message and makes the client-final-message.
   *
   * @throws Refusal if it is malformed or not about this exchange (08P01), wants more iterations
   *     than we do, or other keys than we have (28000)
   */
  byte[] answer(byte[] serverFirst) throws Refusal {
    ScramMessage message = new ScramMessage(serverFirst);
    String bothNonces = message.value('r');
    if (!bothNonces.startsWith(nonce)
        || bothNonces.length() == nonce.length()
        || !ScramMessage.isPrintable(bothNonces)) {
      throw Refusal.of(
          Refusal.PROTOCOL_VIOLATION, "invalid SCRAM response", "Nonce does not match.");
    }
    byte[] salt = ScramFormulas.decode(message.value('s'));
    if (salt == null || salt.length == 0) {
      throw Refusal.malformed("Malformed salt in server-first-message.");
    }
    int iterations = iterations(message.value('i'));
    while (!message.atEnd()) {
      message.anyValue();
    }
    String withoutProof = "c=" + ScramFormulas.base64(bindingInput) + ",r=" + bothNonces;
    byte[] authMessage =
        (clientFirstBare + "," + new String(serverFirst, ISO_8859_1) + "," + withoutProof)
            .getBytes(ISO_8859_1);
    return (withoutProof + ",p=" + ScramFormulas.base64(proof(salt, iterations, authMessage)))
        .getBytes(ISO_8859_1);
  }

  /** Whether the server-first-message has been answered. */
  boolean hasAnswered() {
    return expectedSignature != null;
  }

  /**
   * Reads the server-final-message.
   *
   * @throws Refusal if it is malformed or not expected (08P01), or does not show that the server
   *     knows the password (28000)
   */
  void verify(byte[] serverFinal) throws Refusal {
    ScramMessage message = new ScramMessage(serverFinal);
    if (message.peek() == 'e') {
      throw Refusal.of(
          Refusal.INVALID_AUTHORIZATION,
          "the server broke off the SCRAM exchange",
          "It says " + ScramMessage.show(message.value('e')) + ".");
    }
    byte[] signature = ScramFormulas.decode(message.value('v'));
    if (!message.atEnd()) {
      throw Refusal.malformed("Garbage found at the end of server-final-message.");
    }
    byte[] expected = expectedSignature;
    if (expected == null) {
      throw Refusal.ofProtocol("the server ended the SCRAM exchange before its time");
    }
    if (!MessageDigest.isEqual(expected, signature)) {
      throw Refusal.of(
          Refusal.INVALID_AUTHORIZATION,
          "the server does not know the password",
          "Its signature in the SCRAM exchange is wrong: it may be a server other than it says.");
    }
  }

  private byte[] proof(byte[] salt, int iterations, byte[] authMessage) throws Refusal {
    ScramVerifier verifier;
    byte[] clientKey;
    if (credential instanceof Credential.Password password) {
      if (iterations > ScramFormulas.MOST_ITERATIONS) {
        throw Refusal.of(
            Refusal.INVALID_AUTHORIZATION,
            "the server asks for "
                + iterations
                + " iterations of SCRAM, more than "
                + ScramFormulas.MOST_ITERATIONS,
            "Lower scram_iterations and set the password anew, or give the proxy the server's SCRAM"
                + " verifier instead of the password.");
      }
      byte[] salted = password.salted(salt, iterations);
      verifier = ScramVerifier.ofSalted(salted, salt, iterations);
      clientKey = ScramFormulas.clientKey(salted);
    } else if (credential instanceof Credential.ScramKeys keys) {
      if (!keys.verifier().isSaltedLike(salt, iterations)) {
        throw Refusal.of(
            Refusal.INVALID_AUTHORIZATION,
            "the server keeps another SCRAM verifier for this user than the proxy",
            "Salt or iterations differ: copy the user's rolpassword from this server's pg_authid to"
                + " the proxy's list of users, or give it the password.");
      }
      verifier = keys.verifier();
      clientKey = keys.clientKey();
    } else {
      throw Refusal.of(
          Refusal.INVALID_AUTHORIZATION,
          "the server asks for SCRAM, and the proxy has only an md5 hash for this user",
          "Give it the user's SCRAM verifier or the password.");
    }
    expectedSignature = verifier.serverSignature(authMessage);
    return ScramFormulas.xor(clientKey, verifier.clientSignature(authMessage));
  }

  private static int iterations(String value) throws Refusal {
    try {
      int iterations = Integer.parseInt(value);
      if (iterations > 0 && String.valueOf(iterations).equals(value)) {
        return iterations;
      }
    } catch (NumberFormatException e) {
      // said below, as for the others
    }
    throw Refusal.malformed("Malformed iteration count in server-first-message.");
  }
}
