package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ServerLoginTest {

  private static final Credential PASSWORD = Credential.ofPassword("secret");
  private static final byte[] SALT = "sixteen bytes ok".getBytes(US_ASCII);

  @Test
  void row19PasswordGoesOutOverTlsOnly() {
    byte[] asked = AuthenticationRequest.clearText();
    assertThat(sent(login(PASSWORD, LoginChannel.encrypted()).answer(asked)))
        .asString(US_ASCII)
        .isEqualTo("secret\0");
    assertThat(failure(login(PASSWORD, LoginChannel.plain()).answer(asked)).sqlState())
        .isEqualTo("28000");
  }

  @Test
  void serverThatDoesNotKnowThePasswordIsNotLoggedInTo() throws Refusal {
    ScramVerifier right = ScramVerifier.of("secret", SALT, 4096);
    assertThat(afterScram(right, right)).isInstanceOf(ServerReply.Wait.class);
    // it knows StoredKey, which a client's proof passes, and not ServerKey
    byte[] clientKey = ScramFormulas.clientKey(salted("secret"));
    ScramVerifier forged =
        new ScramVerifier(
            4096, SALT, ScramFormulas.hash(clientKey), ScramFormulas.serverKey(salted("other")));
    ServerReply.Failed failed = failure(afterScram(forged, right));
    assertThat(failed.message()).isEqualTo("the server does not know the password");
  }

  @Test
  void serverThatBeganScramHasToEndIt() {
    ServerLogin login = login(PASSWORD, LoginChannel.plain());
    login.answer(AuthenticationRequest.sasl(ScramMechanism.offered(false)));
    assertThat(failure(login.answer(AuthenticationRequest.ok())).sqlState()).isEqualTo("08P01");
  }

  @Test
  void row17BindingIsUsedWhereItIsOffered() {
    byte[] binding = "a hash of a certificate".getBytes(US_ASCII);
    assertThat(first(true, binding)).startsWith("SCRAM-SHA-256-PLUS\0").contains("p=tls-server");
    // tells a server that offers PLUS, and was not heard, of somebody in between
    assertThat(first(false, binding)).startsWith("SCRAM-SHA-256\0").contains("y,,");
    assertThat(first(true, null)).startsWith("SCRAM-SHA-256\0").contains("n,,");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          r=%s1234,s=,i=4096                             | Malformed salt
          r=%s1234,s=c2l4dGVlbiBieXRlcyBvaw==,i=0        | Malformed iteration count
          r=%s1234,s=c2l4dGVlbiBieXRlcyBvaw==,i=+4096    | Malformed iteration count
          r=%s1234,s=c2l4dGVlbiBieXRlcyBvaw==,i=99999999 | Lower scram_iterations
          r=%s,s=c2l4dGVlbiBieXRlcyBvaw==,i=4096         | Nonce does not match
          r=1234%s,s=c2l4dGVlbiBieXRlcyBvaw==,i=4096     | Nonce does not match
          s=c2l4dGVlbiBieXRlcyBvaw==,i=4096              | Expected attribute
          e=other-error                                  | Expected attribute
          """)
  void refusesWhatAServerMayNotSend(String serverFirst, String detail) {
    ServerLogin login = login(PASSWORD, LoginChannel.plain());
    ServerReply reply = login.answer(AuthenticationRequest.sasl(ScramMechanism.offered(false)));
    String first = new String(sent(reply), US_ASCII);
    String nonce = first.substring(first.indexOf("r=") + 2);
    byte[] message = serverFirst.replace("%s", nonce).getBytes(US_ASCII);
    ServerReply.Failed failed = failure(login.answer(AuthenticationRequest.saslContinue(message)));
    assertThat(failed.detail()).contains(detail);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 6, 7, 8, 9, 11, 12, 13, -1})
  void refusesWhatItDoesNotKnow(int code) {
    byte[] body = {(byte) (code >> 24), (byte) (code >> 16), (byte) (code >> 8), (byte) code};
    assertThat(login(PASSWORD, LoginChannel.encrypted()).answer(body))
        .isInstanceOf(ServerReply.Failed.class);
  }

  @Test
  void saysWhenThereIsNoPassword() {
    for (byte[] asked :
        List.of(
            AuthenticationRequest.clearText(),
            AuthenticationRequest.md5(new byte[4]),
            AuthenticationRequest.sasl(ScramMechanism.offered(false)))) {
      assertThat(failure(login(null, LoginChannel.encrypted()).answer(asked)).detail())
          .contains("list of users");
    }
    assertThat(login(null, LoginChannel.plain()).answer(AuthenticationRequest.ok()))
        .isInstanceOf(ServerReply.Done.class);
  }

  @Test
  void secondLoginCostsNoIterations() {
    Credential.Password password = (Credential.Password) Credential.ofPassword("secret");
    byte[] salted = password.salted(SALT, 4096);
    assertThat(password.salted(SALT.clone(), 4096)).isSameAs(salted);
    assertThat(password.salted(SALT, 4095)).isNotEqualTo(salted);
    assertThat(salted).isEqualTo(salted("secret"));
  }

  private ServerReply afterScram(ScramVerifier verifier, ScramVerifier keys) throws Refusal {
    ScramClient client =
        ScramClient.of(
            new Credential.ScramKeys(keys, ScramFormulas.clientKey(salted("secret"))),
            ScramMechanism.offered(false),
            null,
            "client");
    ScramExchange.Challenge challenge =
        new ScramExchange("SCRAM-SHA-256", verifier, null, "server").challenge(client.first());
    ScramExchange.Proven proven = challenge.verify(client.answer(challenge.message()));
    assertThat(proven).isNotNull();
    try {
      client.verify(proven.message());
      return new ServerReply.Wait();
    } catch (Refusal refusal) {
      return new ServerReply.Failed(refusal.sqlState(), refusal.message(), refusal.detail());
    }
  }

  private static byte[] salted(String password) {
    return ScramFormulas.saltedPassword(password.getBytes(US_ASCII), SALT, 4096);
  }

  private static String first(boolean offered, byte @Nullable [] binding) {
    LoginChannel channel = binding == null ? LoginChannel.plain() : LoginChannel.encrypted(binding);
    byte[] asked = AuthenticationRequest.sasl(ScramMechanism.offered(offered));
    return new String(sent(login(PASSWORD, channel).answer(asked)), US_ASCII);
  }

  @Test
  void row17BindingThatIsDemandedIsHadOrTheLoginEnds() {
    LoginChannel channel = LoginChannel.encrypted("a hash".getBytes(US_ASCII));
    byte[] bound = AuthenticationRequest.sasl(ScramMechanism.offered(true));
    assertThat(sent(bound(channel, ChannelBinding.REQUIRE).answer(bound)))
        .asString(US_ASCII)
        .startsWith("SCRAM-SHA-256-PLUS\0");
    assertThat(sent(bound(channel, ChannelBinding.DISABLE).answer(bound)))
        .asString(US_ASCII)
        .startsWith("SCRAM-SHA-256\0")
        .contains("n,,");
    for (byte[] other :
        List.of(
            AuthenticationRequest.sasl(ScramMechanism.offered(false)),
            AuthenticationRequest.ok(),
            AuthenticationRequest.clearText())) {
      assertThat(failure(bound(channel, ChannelBinding.REQUIRE).answer(other)).message())
          .contains("channelBinding=require");
    }
    assertThat(
            failure(bound(LoginChannel.plain(), ChannelBinding.REQUIRE).answer(bound)).sqlState())
        .isEqualTo("28000");
  }

  private static ServerLogin bound(LoginChannel channel, ChannelBinding binding) {
    return new ServerLogin(PASSWORD, "app", channel, binding, new Random(1));
  }

  private static ServerLogin login(@Nullable Credential credential, LoginChannel channel) {
    return new ServerLogin(credential, "app", channel, ChannelBinding.PREFER, new Random(1));
  }

  private static byte[] sent(ServerReply reply) {
    assertThat(reply).isInstanceOf(ServerReply.Send.class);
    return ((ServerReply.Send) reply).body();
  }

  private static ServerReply.Failed failure(ServerReply reply) {
    assertThat(reply).isInstanceOf(ServerReply.Failed.class);
    return (ServerReply.Failed) reply;
  }
}
