package dev.lagrange.routing.token;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The secret that signs session tokens (HMAC-SHA-256). {@code toString} does not show it.
 * Thread-safe.
 */
public final class TokenKey {

  private static final int SHORTEST_SECRET = 16;
  private static final String ALGORITHM = "HmacSHA256";

  /** RFC 2104, section 5: no less than half of the hash. */
  private static final int SIGNATURE_BYTES = 16;

  /**
   * Keyed once and never fed: a clone of it is cheaper than a new one, and threads share nothing.
   */
  private final Mac keyed;

  private TokenKey(Mac keyed) {
    this.keyed = keyed;
  }

  /**
   * A key made of the characters of an option's value.
   *
   * @throws IllegalArgumentException if there are less than 16 of them; the message does not show
   *     them
   */
  public static TokenKey of(String secret) {
    if (secret.length() < SHORTEST_SECRET) {
      throw new IllegalArgumentException(
          "The key for session tokens has "
              + secret.length()
              + " characters; use at least "
              + SHORTEST_SECRET
              + " random ones");
    }
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(secret.getBytes(UTF_8), ALGORITHM));
      return new TokenKey(mac);
    } catch (GeneralSecurityException e) {
      // Every Java platform is required to have it (java.security.Provider, "HmacSHA256").
      throw new IllegalStateException("This Java runtime has no " + ALGORITHM, e);
    }
  }

  /** The signature of a text: 128 bits of its HMAC, as 22 characters of base64url. */
  String sign(String text) {
    byte[] hmac = freshMac().doFinal(text.getBytes(US_ASCII));
    byte[] signature = Arrays.copyOf(hmac, SIGNATURE_BYTES);
    return Base64.getUrlEncoder().withoutPadding().encodeToString(signature);
  }

  private Mac freshMac() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("The security provider's " + ALGORITHM + " has no clone", e);
    }
  }

  @Override
  public String toString() {
    return "TokenKey[hidden]";
  }
}
