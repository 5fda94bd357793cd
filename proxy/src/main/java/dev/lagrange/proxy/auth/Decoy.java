package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Stands in for the secret of a user that there is not: it asks for the same, costs the same, and
 * accepts nothing. It is the same each time for one name and one key, as a user's secret would be.
 * Immutable.
 */
final class Decoy {

  private final byte[] key;
  private final String user;
  private final Shape shape;

  /**
   * One for a name.
   *
   * @param key the secret of this process
   */
  Decoy(byte[] key, String user, Shape shape) {
    this.key = key;
    this.user = user;
    this.shape = shape;
  }

  /** Never; but it takes as long as it does for most users. */
  boolean accepts(byte[] password) {
    switch (shape.kind()) {
      case VERIFIER -> new Secret.Verifier(verifier()).accepts(password);
      case MD5 -> new Secret.Md5(user, md5Hash()).accepts(password);
      case CLEAR -> {
        // nothing is worked out for those either
      }
    }
    return false;
  }

  ScramVerifier verifier() {
    return new ScramVerifier(
        shape.iterations(),
        Arrays.copyOf(derived("salt"), shape.saltBytes()),
        derived("StoredKey"),
        derived("ServerKey"));
  }

  String md5Hash() {
    return Md5Password.PREFIX
        + HexFormat.of().formatHex(Arrays.copyOf(derived("md5"), Md5Password.HASH_BYTES));
  }

  /** The salt of a user of whom the file has the password. */
  static byte[] salt(byte[] key, String user) {
    return Arrays.copyOf(derived(key, "salt", user), ScramVerifier.USUAL_SALT_BYTES);
  }

  private byte[] derived(String purpose) {
    return derived(key, purpose, user);
  }

  private static byte[] derived(byte[] key, String purpose, String user) {
    return ScramFormulas.hmac(key, (purpose + "\0" + user).getBytes(UTF_8));
  }

  /** The kinds of secrets. */
  enum Kind {
    /** A SCRAM verifier. */
    VERIFIER,
    /** An md5 hash. */
    MD5,
    /** A password as it is. */
    CLEAR
  }

  /**
   * What most users' secrets look like from outside.
   *
   * @param iterations of SCRAM, in the verifiers
   * @param saltBytes the length of a salt there, 32 at most
   */
  record Shape(Kind kind, int iterations, int saltBytes) {
    static final Shape USUAL =
        new Shape(Kind.VERIFIER, ScramVerifier.USUAL_ITERATIONS, ScramVerifier.USUAL_SALT_BYTES);
  }
}
