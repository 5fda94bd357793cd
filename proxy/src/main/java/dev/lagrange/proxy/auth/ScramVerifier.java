package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What PostgreSQL keeps of a password ({@code pg_authid.rolpassword}): with it a password can be
 * checked, but nobody can log in. Immutable; {@code toString} shows none of it.
 */
public final class ScramVerifier {

  /** PostgreSQL's default ({@code scram_iterations}). */
  public static final int USUAL_ITERATIONS = 4096;

  /** PostgreSQL's length of a salt. */
  static final int USUAL_SALT_BYTES = 16;

  static final String PREFIX = "SCRAM-SHA-256$";

  private static final Pattern FORM =
      Pattern.compile("SCRAM-SHA-256\\$([0-9]{1,10}):([^:$]+)\\$([^:$]+):([^:$]+)");

  private final int iterations;
  private final byte[] salt;
  private final byte[] storedKey;
  private final byte[] serverKey;

  ScramVerifier(int iterations, byte[] salt, byte[] storedKey, byte[] serverKey) {
    this.iterations = iterations;
    this.salt = salt;
    this.storedKey = storedKey;
    this.serverKey = serverKey;
  }

  /**
   * Reads {@code SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>}.
   *
   * @throws IllegalArgumentException if it is no such text; the message does not show it
   */
  public static ScramVerifier parse(String text) {
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw new IllegalArgumentException(
          "it is not of the form SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>");
    }
    long iterations = Long.parseLong(parts.group(1));
    if (iterations < 1 || iterations > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "its number of iterations is not between 1 and " + Integer.MAX_VALUE);
    }
    byte[] salt = ScramFormulas.decode(parts.group(2));
    if (salt == null) {
      throw new IllegalArgumentException("its salt is not base64");
    }
    return new ScramVerifier(
        (int) iterations, salt, key("StoredKey", parts.group(3)), key("ServerKey", parts.group(4)));
  }

  /**
   * Makes one of a password. Costs about a microsecond for each iteration.
   *
   * @throws IllegalArgumentException if there is no salt or no iteration
   */
  public static ScramVerifier of(String password, byte[] salt, int iterations) {
    if (salt.length == 0 || iterations < 1) {
      throw new IllegalArgumentException(
          "A SCRAM verifier needs a salt and at least 1 iteration, not "
              + salt.length
              + " bytes and "
              + iterations);
    }
    byte[] prepared = SaslPrep.prepare(password.getBytes(UTF_8));
    byte[] salted = ScramFormulas.saltedPassword(prepared, salt, iterations);
    return ofSalted(salted, salt.clone(), iterations);
  }

  static ScramVerifier ofSalted(byte[] saltedPassword, byte[] salt, int iterations) {
    byte[] storedKey = ScramFormulas.hash(ScramFormulas.clientKey(saltedPassword));
    return new ScramVerifier(iterations, salt, storedKey, ScramFormulas.serverKey(saltedPassword));
  }

  /** Whether it is the verifier of this password. Costs about a microsecond for each iteration. */
  public boolean accepts(byte[] password) {
    byte[] prepared = SaslPrep.prepare(password);
    byte[] salted = ScramFormulas.saltedPassword(prepared, salt, iterations);
    return isOfClientKey(ScramFormulas.clientKey(salted));
  }

  /** The text that {@link #parse} reads. A secret. */
  public String text() {
    return PREFIX
        + iterations
        + ":"
        + ScramFormulas.base64(salt)
        + "$"
        + ScramFormulas.base64(storedKey)
        + ":"
        + ScramFormulas.base64(serverKey);
  }

  boolean isOfClientKey(byte[] clientKey) {
    return MessageDigest.isEqual(ScramFormulas.hash(clientKey), storedKey);
  }

  boolean isSaltedLike(byte[] otherSalt, int otherIterations) {
    return iterations == otherIterations && Arrays.equals(salt, otherSalt);
  }

  int iterations() {
    return iterations;
  }

  byte[] salt() {
    return salt.clone();
  }

  byte[] clientSignature(byte[] authMessage) {
    return ScramFormulas.hmac(storedKey, authMessage);
  }

  byte[] serverSignature(byte[] authMessage) {
    return ScramFormulas.hmac(serverKey, authMessage);
  }

  @Override
  public String toString() {
    return "ScramVerifier[hidden]";
  }

  private static byte[] key(String name, String base64) {
    byte[] key = ScramFormulas.decode(base64);
    if (key == null || key.length != ScramFormulas.KEY_BYTES) {
      throw new IllegalArgumentException(
          "its " + name + " is not " + ScramFormulas.KEY_BYTES + " bytes in base64");
    }
    return key;
  }
}
