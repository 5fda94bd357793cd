package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The proxy's own login at one server: a state machine that is given the body of each message of
 * type {@code R} and says what to send. A server that begins SCRAM has to end it by showing that it
 * knows the password; a password as it is goes over TLS only.
 *
 * <p>Not thread-safe; confined to one connection. Never blocks; see {@link Credential#ofPassword}
 * for what it costs.
 */
public final class ServerLogin {

  private static final int NONCE_BYTES = 18;

  private final @Nullable Credential credential;
  private final String user;
  private final LoginChannel channel;
  private final ChannelBinding binding;
  private final RandomGenerator random;
  private @Nullable ScramClient scram;
  private boolean verified;

  /**
   * A login for which the start-up message is sent.
   *
   * @param credential null if there is none: then only a server that asks for none lets us in
   * @param user the name in the start-up message
   * @param channel with the certificate that the server has shown
   * @param binding whether the login is bound to that certificate
   * @param random for nonces; has to be a {@link java.security.SecureRandom} outside tests
   */
  public ServerLogin(
      @Nullable Credential credential,
      String user,
      LoginChannel channel,
      ChannelBinding binding,
      RandomGenerator random) {
    this.credential = credential;
    this.user = user;
    this.channel = channel;
    this.binding = binding;
    this.random = random;
  }

  /** What to do after a message of type {@code R} with this body. */
  public ServerReply answer(byte[] body) {
    try {
      if (body.length < Integer.BYTES) {
        throw Refusal.ofProtocol("an authentication message of the server is too short");
      }
      byte[] data = Arrays.copyOfRange(body, Integer.BYTES, body.length);
      return answer(ByteBuffer.wrap(body).getInt(), data);
    } catch (Refusal refusal) {
      return new ServerReply.Failed(refusal.sqlState(), refusal.message(), refusal.detail());
    }
  }

  private ServerReply answer(int code, byte[] data) throws Refusal {
    if (scram != null) {
      return goOnWithScram(scram, code, data);
    }
    if (binding == ChannelBinding.REQUIRE && code != AuthenticationRequest.SASL) {
      throw unbound();
    }
    return switch (code) {
      case AuthenticationRequest.OK -> new ServerReply.Done();
      case AuthenticationRequest.CLEARTEXT_PASSWORD -> clearText();
      case AuthenticationRequest.MD5_PASSWORD -> md5(data);
      case AuthenticationRequest.SASL -> beginScram(data);
      case AuthenticationRequest.SASL_CONTINUE, AuthenticationRequest.SASL_FINAL ->
          throw Refusal.ofProtocol("the server goes on with a SASL exchange that it has not begun");
      default ->
          throw Refusal.of(
              Refusal.NOT_SUPPORTED,
              "the server asks for authentication of type " + code + ", which is not supported",
              "Have its pg_hba.conf ask for scram-sha-256.");
    };
  }

  private ServerReply clearText() throws Refusal {
    if (!(known() instanceof Credential.Password password)) {
      throw unsuitable("the password as it is");
    }
    if (!channel.isEncrypted()) {
      throw Refusal.of(
          Refusal.INVALID_AUTHORIZATION,
          "the server asks for the password as it is, without TLS",
          "Have its pg_hba.conf ask for scram-sha-256, or connect to it with TLS.");
    }
    return new ServerReply.Send(terminated(password.bytes()));
  }

  private ServerReply md5(byte[] salt) throws Refusal {
    if (salt.length != Md5Password.SALT_BYTES) {
      throw Refusal.ofProtocol("the server's md5 salt is not 4 bytes long");
    }
    Credential known = known();
    String hash;
    if (known instanceof Credential.Password password) {
      hash = Md5Password.hash(password.bytes(), user);
    } else if (known instanceof Credential.Md5Hash md5) {
      hash = md5.hash();
    } else {
      throw unsuitable("md5");
    }
    return new ServerReply.Send(terminated(Md5Password.response(hash, salt).getBytes(US_ASCII)));
  }

  private ServerReply beginScram(byte[] data) throws Refusal {
    byte[] nonce = new byte[NONCE_BYTES];
    random.nextBytes(nonce);
    byte[] endPoint = binding == ChannelBinding.DISABLE ? null : channel.binding();
    ScramClient client =
        ScramClient.of(known(), mechanisms(data), endPoint, ScramFormulas.base64(nonce));
    if (binding == ChannelBinding.REQUIRE && client.mechanism() != ScramMechanism.PLUS) {
      throw unbound();
    }
    scram = client;
    byte[] first = client.first();
    byte[] mechanism = terminated(client.mechanism().wireName().getBytes(US_ASCII));
    return new ServerReply.Send(
        ByteBuffer.allocate(mechanism.length + Integer.BYTES + first.length)
            .put(mechanism)
            .putInt(first.length)
            .put(first)
            .array());
  }

  private ServerReply goOnWithScram(ScramClient client, int code, byte[] data) throws Refusal {
    if (code == AuthenticationRequest.SASL_CONTINUE && !client.hasAnswered()) {
      return new ServerReply.Send(client.answer(data));
    }
    if (code == AuthenticationRequest.SASL_FINAL && client.hasAnswered() && !verified) {
      client.verify(data);
      verified = true;
      return new ServerReply.Wait();
    }
    if (code == AuthenticationRequest.OK && verified) {
      return new ServerReply.Done();
    }
    throw Refusal.ofProtocol(
        "the server sends an authentication message of type " + code + " in mid-exchange of SCRAM");
  }

  private Credential known() throws Refusal {
    if (credential == null) {
      throw Refusal.of(
          Refusal.INVALID_AUTHORIZATION,
          "the server asks for a password, and the proxy has none for this user",
          "Give the password in the proxy's list of users, or have clients log in to the proxy with"
              + " scram-sha-256.");
    }
    return credential;
  }

  private static Refusal unbound() {
    return Refusal.of(
        Refusal.INVALID_AUTHORIZATION,
        "the server offers no channel binding, which channelBinding=require demands",
        "Have its pg_hba.conf ask for scram-sha-256 over TLS, or give channelBinding=prefer.");
  }

  private static Refusal unsuitable(String asked) {
    return Refusal.of(
        Refusal.INVALID_AUTHORIZATION,
        "the server asks for " + asked + ", for which the proxy has nothing suitable",
        "Give the password in the proxy's list of users, or have the server's pg_hba.conf ask for"
            + " scram-sha-256.");
  }

  private static List<String> mechanisms(byte[] data) throws Refusal {
    if (data.length == 0 || data[data.length - 1] != 0) {
      throw Refusal.ofProtocol("the server's list of SASL mechanisms has no end");
    }
    List<String> names = new ArrayList<>();
    ByteArrayOutputStream name = new ByteArrayOutputStream();
    for (byte one : data) {
      if (one != 0) {
        name.write(one);
      } else if (name.size() > 0) {
        names.add(name.toString(ISO_8859_1));
        name.reset();
      }
    }
    return names;
  }

  private static byte[] terminated(byte[] text) {
    return Arrays.copyOf(text, text.length + 1);
  }
}
