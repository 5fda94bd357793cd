package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/** The functions of RFC 5802, sections 2.2 and 3, on SHA-256. */
final class ScramFormulas {

  /** The length of each key, signature and proof, in bytes. */
  static final int KEY_BYTES = 32;

  /**
   * The most iterations that others may have us do, as many as pgjdbc does ({@code
   * scramMaxIterations}): about 100 ms. Meanwhile everything else on the event loop waits.
   */
  static final int MOST_ITERATIONS = 100_000;

  private static final String HMAC = "HmacSHA256";
  private static final String HASH = "SHA-256";
  private static final byte[] FIRST_BLOCK = {0, 0, 0, 1};

  private ScramFormulas() {}

  static byte[] hash(byte[] text) {
    try {
      return MessageDigest.getInstance(HASH).digest(text);
    } catch (GeneralSecurityException e) {
      throw missing(HASH, e);
    }
  }

  static byte[] hmac(byte[] key, byte[] text) {
    return keyed(key).doFinal(text);
  }

  /**
   * {@code Hi(password, salt, iterations)}: PBKDF2. By hand, since Java's own takes characters and
   * a password may be bytes that are none. It takes about a microsecond for each iteration.
   */
  static byte[] saltedPassword(byte[] prepared, byte[] salt, int iterations) {
    Mac mac = keyed(prepared);
    mac.update(salt);
    byte[] block = mac.doFinal(FIRST_BLOCK);
    byte[] salted = block.clone();
    for (int i = 1; i < iterations; i++) {
      block = mac.doFinal(block);
      for (int at = 0; at < salted.length; at++) {
        salted[at] ^= block[at];
      }
    }
    return salted;
  }

  static byte[] clientKey(byte[] saltedPassword) {
    return hmac(saltedPassword, "Client Key".getBytes(US_ASCII));
  }

  static byte[] serverKey(byte[] saltedPassword) {
    return hmac(saltedPassword, "Server Key".getBytes(US_ASCII));
  }

  static byte[] xor(byte[] one, byte[] other) {
    byte[] result = one.clone();
    for (int at = 0; at < result.length; at++) {
      result[at] ^= other[at];
    }
    return result;
  }

  static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * The bytes of a text in base64, or null if it is none. There is one such text for them: with
   * several, a message could be altered without being noticed.
   */
  static byte @Nullable [] decode(String base64) {
    try {
      byte[] bytes = Base64.getDecoder().decode(base64);
      return base64(bytes).equals(base64) ? bytes : null;
    } catch (IllegalArgumentException e) {
      return null;
    }
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      // Java refuses an empty key. RFC 2104 fills keys up with zeros, so one zero is the same key.
      mac.init(new SecretKeySpec(key.length == 0 ? Arrays.copyOf(key, 1) : key, HMAC));
      return mac;
    } catch (GeneralSecurityException e) {
      throw missing(HMAC, e);
    }
  }

  private static IllegalStateException missing(String algorithm, GeneralSecurityException e) {
    // Every Java platform is required to have both (java.security.Provider).
    return new IllegalStateException("This Java runtime has no " + algorithm, e);
  }
}
