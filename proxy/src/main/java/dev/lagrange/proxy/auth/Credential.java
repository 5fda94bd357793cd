package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * What the proxy can log in to a server with, on behalf of one user. A secret: {@code toString}
 * shows none of it. Thread-safe.
 */
public sealed interface Credential {

  /**
   * A password, which suits each way in which a server may ask. Keep the object: it remembers what
   * it has worked out for the salts of the last servers, and the first login at each costs about a
   * microsecond for each iteration, usually 4096.
   */
  static Credential ofPassword(String password) {
    return new Password(password.getBytes(UTF_8));
  }

  /** A password, see {@link #ofPassword}. */
  final class Password implements Credential {

    /** As many servers as have been given a password of their own for one user. */
    private static final int MOST_REMEMBERED = 4;

    private final byte[] bytes;
    private volatile List<Salted> remembered = List.of();

    Password(byte[] bytes) {
      this.bytes = bytes;
    }

    byte[] bytes() {
      return bytes;
    }

    /** {@code SaltedPassword} of RFC 5802; what another thread worked out meanwhile may be lost. */
    byte[] salted(byte[] salt, int iterations) {
      List<Salted> known = remembered;
      for (Salted one : known) {
        if (one.iterations == iterations && Arrays.equals(one.salt, salt)) {
          return one.password;
        }
      }
      byte[] salted = ScramFormulas.saltedPassword(SaslPrep.prepare(bytes), salt, iterations);
      List<Salted> next = new ArrayList<>(MOST_REMEMBERED);
      next.add(new Salted(salt.clone(), iterations, salted));
      next.addAll(known.subList(0, Math.min(known.size(), MOST_REMEMBERED - 1)));
      remembered = List.copyOf(next);
      return salted;
    }

    @Override
    public String toString() {
      return "Password[hidden]";
    }

    private static final class Salted {
      private final byte[] salt;
      private final int iterations;
      private final byte[] password;

      private Salted(byte[] salt, int iterations, byte[] password) {
        this.salt = salt;
        this.iterations = iterations;
        this.password = password;
      }
    }
  }

  /**
   * What a client's own login has shown of its password: enough for each server that keeps the same
   * verifier, salt and iterations included.
   */
  final class ScramKeys implements Credential {
    private final ScramVerifier verifier;
    private final byte[] clientKey;

    ScramKeys(ScramVerifier verifier, byte[] clientKey) {
      this.verifier = verifier;
      this.clientKey = clientKey;
    }

    ScramVerifier verifier() {
      return verifier;
    }

    byte[] clientKey() {
      return clientKey;
    }

    @Override
    public String toString() {
      return "ScramKeys[hidden]";
    }
  }

  /** The hash of an md5 password, enough for each server that keeps the same. */
  final class Md5Hash implements Credential {
    private final String hash;

    Md5Hash(String hash) {
      this.hash = hash;
    }

    String hash() {
      return hash;
    }

    @Override
    public String toString() {
      return "Md5Hash[hidden]";
    }
  }
}
