package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Who may log in, and with which secret. Immutable but for what passwords remember, and
 * thread-safe; a file that has changed makes another one. {@code toString} shows no secret.
 */
public final class Users {

  private static final String UNKNOWN = "there is no such user";

  private final byte[] decoyKey;
  private final Map<String, Secret> secrets;
  private final Decoy.Shape shape;
  private final String absence;

  private Users(byte[] decoyKey, Map<String, Secret> secrets, Decoy.Shape shape, String absence) {
    this.decoyKey = decoyKey;
    this.secrets = secrets;
    this.shape = shape;
    this.absence = absence;
  }

  /**
   * Reads users in the format of PgBouncer's {@code auth_file}: on each line a name and a secret in
   * double quotes, which are doubled inside; lines that begin with a semicolon are comments. A
   * secret is a SCRAM verifier or an md5 hash of PostgreSQL's, or else the password itself.
   *
   * @param decoyKey random, at least 16 bytes, and the same for as long as the process lives:
   *     unknown users are asked for passwords with salts made of it, which must not change
   * @throws IllegalArgumentException if a line is wrong, a name stands twice, or the key is too
   *     short; it names each line and what to do, and shows no secret
   */
  public static Users parse(String text, byte[] decoyKey) {
    if (decoyKey.length < ScramVerifier.USUAL_SALT_BYTES) {
      throw new IllegalArgumentException(
          "The key for the salts of unknown users has "
              + decoyKey.length
              + " bytes; use at least "
              + ScramVerifier.USUAL_SALT_BYTES
              + " random ones");
    }
    byte[] key = decoyKey.clone();
    Map<String, Secret> secrets = Map.copyOf(new UserListReader(key).read(text));
    return new Users(key, secrets, commonShape(secrets), UNKNOWN);
  }

  /**
   * One user alone, whose secret was found elsewhere, with the same salts for all others.
   *
   * @throws IllegalArgumentException if it is no secret; shows nothing of it
   */
  public Users alone(String user, String secret) {
    Map<String, Secret> one = Map.of(user, SecretReader.read(user, secret, decoyKey));
    return new Users(decoyKey, one, commonShape(one), UNKNOWN);
  }

  /**
   * Nobody, with the same salts, asked for the same.
   *
   * @param why for our log, never for a client
   */
  public Users nobody(String why) {
    return new Users(decoyKey, Map.of(), shape, why);
  }

  /** Whether there is a user of this name. */
  public boolean contains(String user) {
    return secrets.containsKey(user);
  }

  /** How many there are. */
  public int size() {
    return secrets.size();
  }

  /** A user's password, where that is what is known; else null. */
  public @Nullable String clearPassword(String user) {
    Secret known = secrets.get(user);
    return known != null && known.credential() instanceof Credential.Password password
        ? new String(password.bytes(), UTF_8)
        : null;
  }

  /** Why others are not there, for our log. */
  String absence() {
    return absence;
  }

  @Nullable Secret secret(String user) {
    return secrets.get(user);
  }

  /** What is asked of a user without a fitting secret. */
  Decoy decoy(String user) {
    return new Decoy(decoyKey, user, shape);
  }

  /** Whether SCRAM is to be done where the method is md5: only if md5 cannot. */
  boolean doesScramForMd5(String user) {
    Secret secret = secrets.get(user);
    return secret == null ? shape.kind() == Decoy.Kind.VERIFIER : secret.md5Hash() == null;
  }

  @Override
  public String toString() {
    return "Users[" + secrets.size() + " users, secrets hidden]";
  }

  private static Decoy.Shape commonShape(Map<String, Secret> secrets) {
    List<Decoy.Shape> all = secrets.values().stream().map(Users::shape).toList();
    Decoy.Shape usual = Decoy.Shape.USUAL;
    Decoy.Kind kind = mostCommon(all, Decoy.Shape::kind, usual.kind());
    List<Decoy.Shape> salted = all.stream().filter(one -> one.kind() != Decoy.Kind.MD5).toList();
    return new Decoy.Shape(
        kind,
        mostCommon(salted, Decoy.Shape::iterations, usual.iterations()),
        mostCommon(salted, Decoy.Shape::saltBytes, usual.saltBytes()));
  }

  private static Decoy.Shape shape(Secret secret) {
    Decoy.Shape usual = Decoy.Shape.USUAL;
    if (secret instanceof Secret.Verifier one) {
      int saltBytes = Math.min(one.verifier().salt().length, ScramFormulas.KEY_BYTES);
      return new Decoy.Shape(Decoy.Kind.VERIFIER, one.verifier().iterations(), saltBytes);
    }
    Decoy.Kind kind = secret instanceof Secret.Md5 ? Decoy.Kind.MD5 : Decoy.Kind.CLEAR;
    return new Decoy.Shape(kind, usual.iterations(), usual.saltBytes());
  }

  /** The least of several that are as common, so that the order of users does not matter. */
  private static <T extends Comparable<T>> T mostCommon(
      List<Decoy.Shape> shapes, Function<Decoy.Shape, T> property, T otherwise) {
    Map<T, Long> counts =
        shapes.stream().collect(Collectors.groupingBy(property, Collectors.counting()));
    return counts.entrySet().stream()
        .max(
            Map.Entry.<T, Long>comparingByValue()
                .thenComparing(Map.Entry.comparingByKey(Comparator.reverseOrder())))
        .map(Map.Entry::getKey)
        .orElse(otherwise);
  }
}
