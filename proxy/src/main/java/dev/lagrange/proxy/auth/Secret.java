package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.MessageDigest;
import org.jspecify.annotations.Nullable;

/** What is kept of one user's password. No {@code toString} shows it. Thread-safe. */
sealed interface Secret {

  /** Whether a client's password is the right one. */
  boolean accepts(byte[] password);

  /** What SCRAM is done with, or null if it cannot be. */
  @Nullable ScramVerifier verifier();

  /** What md5 is done with, or null if it cannot be. */
  @Nullable String md5Hash();

  /** What servers can be logged in to with before the client has shown anything, or null. */
  @Nullable Credential credential();

  /** A verifier of PostgreSQL's. */
  final class Verifier implements Secret {
    private final ScramVerifier verifier;

    Verifier(ScramVerifier verifier) {
      this.verifier = verifier;
    }

    /** Whether a password would take so long to check that nobody may have us do it. */
    boolean isTooCostly() {
      return verifier.iterations() > ScramFormulas.MOST_ITERATIONS;
    }

    @Override
    public boolean accepts(byte[] password) {
      return !isTooCostly() && verifier.accepts(password);
    }

    @Override
    public ScramVerifier verifier() {
      return verifier;
    }

    @Override
    public @Nullable String md5Hash() {
      return null;
    }

    @Override
    public @Nullable Credential credential() {
      return null;
    }

    @Override
    public String toString() {
      return "Verifier[hidden]";
    }
  }

  /** An md5 hash. */
  final class Md5 implements Secret {
    private final String user;
    private final String hash;

    Md5(String user, String hash) {
      this.user = user;
      this.hash = hash;
    }

    @Override
    public boolean accepts(byte[] password) {
      return MessageDigest.isEqual(
          Md5Password.hash(password, user).getBytes(US_ASCII), hash.getBytes(US_ASCII));
    }

    @Override
    public @Nullable ScramVerifier verifier() {
      return null;
    }

    @Override
    public String md5Hash() {
      return hash;
    }

    @Override
    public Credential credential() {
      return new Credential.Md5Hash(hash);
    }

    @Override
    public String toString() {
      return "Md5[hidden]";
    }
  }

  /** A password as it is. */
  final class Clear implements Secret {
    private final String user;
    private final Credential.Password password;
    private final byte[] salt;

    /**
     * One with the salt that its verifier is to have.
     *
     * @param salt hides from clients that there is no verifier in the file
     */
    Clear(String user, Credential.Password password, byte[] salt) {
      this.user = user;
      this.password = password;
      this.salt = salt;
    }

    @Override
    public boolean accepts(byte[] other) {
      return MessageDigest.isEqual(other, password.bytes());
    }

    /** Made at the first use, and remembered by the password. */
    @Override
    public ScramVerifier verifier() {
      int iterations = ScramVerifier.USUAL_ITERATIONS;
      return ScramVerifier.ofSalted(password.salted(salt, iterations), salt, iterations);
    }

    @Override
    public String md5Hash() {
      return Md5Password.hash(password.bytes(), user);
    }

    @Override
    public Credential credential() {
      return password;
    }

    @Override
    public String toString() {
      return "Clear[hidden]";
    }
  }
}
