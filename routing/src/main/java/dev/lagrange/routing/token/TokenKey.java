package dev.lagrange.routing.token;

/** The secret that signs session tokens (HMAC-SHA-256). {@code toString} does not show it. */
public final class TokenKey {

  /** A key made of the characters of an option's value (UTF-8; at least 16 of them). */
  public static TokenKey of(String secret) {
    throw new UnsupportedOperationException(secret);
  }
}
