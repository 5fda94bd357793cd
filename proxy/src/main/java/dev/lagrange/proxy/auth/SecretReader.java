package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.routing.spelling.Quote;
import java.util.Locale;
import java.util.regex.Pattern;

/** Tells what kind of secret a text is. Stateless. */
final class SecretReader {

  private static final Pattern LIKE_MD5 =
      Pattern.compile("md5[0-9a-f]{32}", Pattern.CASE_INSENSITIVE);

  private SecretReader() {}

  /**
   * The secret of one user.
   *
   * @param saltKey what the salts of users with a clear password are made of
   * @throws IllegalArgumentException if it is none; shows nothing of it
   */
  static Secret read(String name, String secret, byte[] saltKey) {
    String of = "the secret of " + Quote.of(name);
    if (secret.isEmpty()) {
      throw new IllegalArgumentException(
          of
              + " is empty, which is no password; copy rolpassword from pg_authid, or remove the line");
    }
    if (secret.indexOf('\0') >= 0) {
      throw new IllegalArgumentException(
          of + " has a NUL, which no client can send; write the file anew as text");
    }
    if (secret.toUpperCase(Locale.ROOT).startsWith(ScramVerifier.PREFIX)) {
      try {
        return new Secret.Verifier(ScramVerifier.parse(secret));
      } catch (IllegalArgumentException e) {
        throw new IllegalArgumentException(
            of
                + " begins like a SCRAM verifier, but "
                + e.getMessage()
                + "; copy rolpassword from pg_authid as it is",
            e);
      }
    }
    if (Md5Password.isHash(secret)) {
      return new Secret.Md5(name, secret);
    }
    if (LIKE_MD5.matcher(secret).matches()) {
      throw new IllegalArgumentException(
          of + " looks like an md5 hash, but for capital letters; write it in small ones");
    }
    Credential.Password password = new Credential.Password(secret.getBytes(UTF_8));
    return new Secret.Clear(name, password, Decoy.salt(saltKey, name));
  }
}
