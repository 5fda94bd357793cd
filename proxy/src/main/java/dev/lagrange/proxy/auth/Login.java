package dev.lagrange.proxy.auth;

import dev.lagrange.routing.spelling.Quote;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One client's login, as the server's end of it: a state machine that is given the body of each
 * message of type {@code p} and answers with the {@link Step} to take. What a client may learn of a
 * failure is what PostgreSQL tells: whether the user is unknown, has no fitting secret or gave the
 * wrong password looks the same, in words and in what is asked.
 *
 * <p>Not thread-safe; confined to one connection. Never blocks. A clear-text password that is
 * checked against a SCRAM verifier, and the first login of a user whose clear password is in the
 * list, cost about a microsecond for each iteration, usually 4096.
 */
public final class Login {

  private static final int NONCE_BYTES = 18;

  private final LoginMethod method;
  private final String user;
  private final Users users;
  private final @Nullable Secret secret;
  private final LoginChannel channel;
  private final RandomGenerator random;
  private Expectation expected = Login::nothing;

  /**
   * A login that is yet to begin.
   *
   * @param user the name in the start-up message
   * @param random for nonces and salts; has to be a {@link java.security.SecureRandom} outside
   *     tests
   */
  public Login(
      LoginMethod method, String user, Users users, LoginChannel channel, RandomGenerator random) {
    this.method = method;
    this.user = user;
    this.users = users;
    this.secret = users.secret(user);
    this.channel = channel;
    this.random = random;
  }

  /** The name in the start-up message. */
  public String user() {
    return user;
  }

  /** The first step. To be called once. */
  public Step begin() {
    return switch (method) {
      case SCRAM_SHA_256 -> askSasl();
      case MD5 -> users.doesScramForMd5(user) ? askSasl() : askMd5();
      case PASSWORD -> askClearText();
      case TRUST -> trust();
      case CERT -> user.equals(channel.certified()) ? trust() : notCertified();
    };
  }

  /** The step after the client's answer: the body of a message of type {@code p}. */
  public Step answer(byte[] body) {
    Expectation current = expected;
    expected = Login::nothing;
    try {
      if (body.length > PasswordMessage.MOST_BYTES) {
        throw Refusal.ofProtocol("invalid message length");
      }
      return current.answer(body);
    } catch (Refusal refusal) {
      return refusal.step();
    }
  }

  /** The step after a message of any other type. */
  public Step.Refused answerOfType(byte type) {
    expected = Login::nothing;
    return Refusal.ofProtocol(
            "expected password response, got message type " + Byte.toUnsignedInt(type))
        .step();
  }

  private Step trust() {
    if (secret == null) {
      return Refusal.of(Refusal.INVALID_AUTHORIZATION, "role \"" + user + "\" does not exist", null)
          .step();
    }
    return accepted(secret.credential());
  }

  private Step notCertified() {
    String name = channel.certified();
    return Refusal.ofCertificate(
            user, name == null ? "it has no common name" : "it is that of " + Quote.of(name))
        .step();
  }

  private Step askClearText() {
    if (!channel.isEncrypted()) {
      return Refusal.of(
              Refusal.INVALID_AUTHORIZATION,
              "clear-text passwords are accepted over TLS only",
              "Connect with sslmode=require or stricter, or have the proxy ask for scram-sha-256.")
          .step();
    }
    expected = this::checkClearText;
    return new Step.Ask(AuthenticationRequest.clearText());
  }

  private Step checkClearText(byte[] body) throws Refusal {
    byte[] password = PasswordMessage.password(body);
    boolean accepted =
        secret == null ? users.decoy(user).accepts(password) : secret.accepts(password);
    if (secret instanceof Secret.Verifier one && one.isTooCostly()) {
      throw wrong(
          "the verifier has more than "
              + ScramFormulas.MOST_ITERATIONS
              + " iterations: clients have to use scram-sha-256");
    }
    if (secret == null || !accepted) {
      throw wrong("the password is another one");
    }
    Credential known = secret.credential();
    boolean better = known instanceof Credential.Password;
    return accepted(better ? known : new Credential.Password(password));
  }

  private Step askMd5() {
    byte[] salt = bytes(Md5Password.SALT_BYTES);
    expected = body -> checkMd5(body, salt);
    return new Step.Ask(AuthenticationRequest.md5(salt));
  }

  private Step checkMd5(byte[] body, byte[] salt) throws Refusal {
    byte[] response = PasswordMessage.password(body);
    String known = secret == null ? null : secret.md5Hash();
    String hash = known == null ? users.decoy(user).md5Hash() : known;
    boolean accepted = Md5Password.accepts(response, hash, salt);
    if (!accepted || secret == null || known == null) {
      throw wrong("the password is another one");
    }
    return accepted(secret.credential());
  }

  private Step askSasl() {
    expected = this::beginScram;
    return new Step.Ask(
        AuthenticationRequest.sasl(ScramMechanism.offered(channel.binding() != null)));
  }

  private Step beginScram(byte[] body) throws Refusal {
    PasswordMessage.SaslInitialResponse initial = PasswordMessage.saslInitial(body);
    ScramVerifier known = secret == null ? null : secret.verifier();
    ScramVerifier verifier = known == null ? users.decoy(user).verifier() : known;
    ScramExchange exchange =
        new ScramExchange(
            initial.mechanism(),
            verifier,
            channel.binding(),
            ScramFormulas.base64(bytes(NONCE_BYTES)));
    byte[] first = initial.data();
    if (first == null) {
      // A mechanism in which the client does not speak first; SCRAM's does, in its next message.
      expected = next -> challenge(exchange, next, known);
      return new Step.Ask(AuthenticationRequest.saslContinue(new byte[0]));
    }
    return challenge(exchange, first, known);
  }

  private Step challenge(ScramExchange exchange, byte[] clientFirst, @Nullable ScramVerifier known)
      throws Refusal {
    ScramExchange.Challenge challenge = exchange.challenge(clientFirst);
    expected = clientFinal -> finish(challenge, clientFinal, known);
    return new Step.Ask(AuthenticationRequest.saslContinue(challenge.message()));
  }

  private Step finish(
      ScramExchange.Challenge challenge, byte[] clientFinal, @Nullable ScramVerifier known)
      throws Refusal {
    ScramExchange.Proven proven = challenge.verify(clientFinal);
    if (secret == null || known == null) {
      throw wrong("the secret in the list of users is an md5 hash, which SCRAM cannot use");
    }
    if (proven == null) {
      throw wrong("the password is another one");
    }
    Credential credential = secret.credential();
    return new Step.Accepted(
        List.of(AuthenticationRequest.saslFinal(proven.message()), AuthenticationRequest.ok()),
        credential == null ? new Credential.ScramKeys(known, proven.clientKey()) : credential);
  }

  private static Step accepted(@Nullable Credential credential) {
    return new Step.Accepted(List.of(AuthenticationRequest.ok()), credential);
  }

  private Refusal wrong(String reason) {
    return Refusal.ofPassword(user, secret == null ? users.absence() : reason);
  }

  private byte[] bytes(int count) {
    byte[] bytes = new byte[count];
    random.nextBytes(bytes);
    return bytes;
  }

  private static Step nothing(byte[] body) throws Refusal {
    throw Refusal.ofProtocol("a password message of " + body.length + " bytes was not asked for");
  }

  /** What the next message has to be. */
  @FunctionalInterface
  private interface Expectation {
    Step answer(byte[] body) throws Refusal;
  }
}
