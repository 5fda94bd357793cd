package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;

/**
 * The hash that old servers keep, and the exchange that uses it. Who has the hash can log in, and
 * PostgreSQL 18 warns of it: SCRAM is the better choice.
 */
final class Md5Password {

  /** The length of a salt, in bytes. */
  static final int SALT_BYTES = 4;

  static final String PREFIX = "md5";

  /** The length of the hash itself, in bytes. */
  static final int HASH_BYTES = 16;

  private static final int LENGTH = 35;
  private static final String DIGITS = "0123456789abcdef";

  private Md5Password() {}

  /** Whether PostgreSQL would take a secret for such a hash. */
  static boolean isHash(String secret) {
    return secret.length() == LENGTH
        && secret.startsWith(PREFIX)
        && secret.chars().skip(PREFIX.length()).allMatch(c -> DIGITS.indexOf(c) >= 0);
  }

  /** The hash as {@code pg_authid} has it. */
  static String hash(byte[] password, String user) {
    return PREFIX + hexDigest(password, user.getBytes(UTF_8));
  }

  /** What a client answers to a salt. */
  static String response(String hash, byte[] salt) {
    return PREFIX + hexDigest(hash.substring(PREFIX.length()).getBytes(US_ASCII), salt);
  }

  /** Whether an answer to the salt was made of the hash. */
  static boolean accepts(byte[] response, String hash, byte[] salt) {
    return MessageDigest.isEqual(response, response(hash, salt).getBytes(US_ASCII));
  }

  private static String hexDigest(byte[] text, byte[] salt) {
    try {
      MessageDigest md5 = MessageDigest.getInstance("MD5");
      md5.update(text);
      return HexFormat.of().formatHex(md5.digest(salt));
    } catch (GeneralSecurityException e) {
      // Every Java platform is required to have it (java.security.MessageDigest).
      throw new IllegalStateException("This Java runtime has no MD5", e);
    }
  }
}
