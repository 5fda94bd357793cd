package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LoginTest {

  private static final byte[] KEY = "a key of the process".getBytes(US_ASCII);
  private static final byte[] BINDING = "a hash of a certificate".getBytes(US_ASCII);
  private static final byte[] SALT = "sixteen bytes ok".getBytes(US_ASCII);
  private static final ScramVerifier VERIFIER = ScramVerifier.of("secret", SALT, 4096);
  private static final Users USERS =
      Users.parse(
          """
          "scram" "%s"
          "scram2" "%s"
          "md5" "%s"
          "clear" "secret"
          """
              .formatted(
                  VERIFIER.text(),
                  ScramVerifier.of("other", "another 16 bytes".getBytes(US_ASCII), 4096).text(),
                  Md5Password.hash("secret".getBytes(UTF_8), "md5")),
          KEY);

  private final Random random = new Random(1);

  @ParameterizedTest
  @ValueSource(strings = {"scram", "clear"})
  void row16RightPasswordIsAcceptedBySaslInBothForms(String user) {
    for (LoginChannel channel : List.of(LoginChannel.plain(), LoginChannel.encrypted(BINDING))) {
      Step end = converse(LoginMethod.SCRAM_SHA_256, user, "secret", channel);
      assertThat(end).isInstanceOf(Step.Accepted.class);
      assertThat(((Step.Accepted) end).credential()).isNotNull();
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = LoginMethod.class,
      names = {"SCRAM_SHA_256", "MD5", "PASSWORD"})
  void row16WrongPasswordAndUnknownUserAreToldTheSame(LoginMethod method) {
    for (String user : List.of("scram", "md5", "clear", "nobody")) {
      Step.Refused refused =
          (Step.Refused) converse(method, user, "wrong", LoginChannel.encrypted(BINDING));
      assertThat(refused.sqlState()).isEqualTo("28P01");
      assertThat(refused.message())
          .isEqualTo("password authentication failed for user \"" + user + "\"");
      assertThat(refused.detail()).isNull();
      assertThat(refused.reason()).isNotNull();
    }
  }

  @Test
  void row16UnknownUserIsAskedWithTheSameSaltEachTime() {
    String salt = saltAsked("nobody", USERS);
    assertThat(saltAsked("nobody", USERS)).isEqualTo(salt);
    assertThat(saltAsked("anybody", USERS)).isNotEqualTo(salt).hasSameSizeAs(salt);
    assertThat(saltAsked("scram", USERS)).hasSameSizeAs(salt);
    // the list read anew, by the same process and by another
    Users again = Users.parse("\"x\" \"y\"", KEY);
    assertThat(saltAsked("nobody", again)).isEqualTo(salt);
    assertThat(saltAsked("nobody", Users.parse("", "the key of another".getBytes(US_ASCII))))
        .isNotEqualTo(salt);
  }

  @Test
  void row16UnknownUserIsAskedForAsManyIterationsAsMostUsers() {
    String many = ScramVerifier.of("a", SALT, 5000).text();
    Users users = Users.parse("\"a\" \"" + many + "\"\n\"b\" \"" + many + "\"", KEY);
    assertThat(challenge("nobody", users)).endsWith(",i=5000");
    assertThat(challenge("nobody", USERS)).endsWith(",i=4096");
  }

  @Test
  void row16Md5HashIsNoUseForScram() {
    Step.Refused refused =
        (Step.Refused)
            converse(LoginMethod.SCRAM_SHA_256, "md5", "secret", LoginChannel.encrypted(BINDING));
    assertThat(refused.sqlState()).isEqualTo("28P01");
    assertThat(refused.reason()).contains("md5 hash");
  }

  @Test
  void row16InitialResponseMayBeEmpty() {
    Login login = login(LoginMethod.SCRAM_SHA_256, "scram", LoginChannel.plain());
    assertThat(login.begin()).isInstanceOf(Step.Ask.class);
    byte[] none =
        ByteBuffer.allocate(18).put("SCRAM-SHA-256\0".getBytes(US_ASCII)).putInt(-1).array();
    Step.Ask asked = (Step.Ask) login.answer(none);
    assertThat(asked.body()).containsExactly(0, 0, 0, 11);
    Step.Ask challenge = (Step.Ask) login.answer("n,,n=,r=abc".getBytes(US_ASCII));
    assertThat(new String(challenge.body(), 4, 5, US_ASCII)).isEqualTo("r=abc");
  }

  @Test
  void row18ScramLoginYieldsKeysThatOpenAServerWithTheSameVerifierOnly() {
    Step.Accepted accepted =
        (Step.Accepted)
            converse(LoginMethod.SCRAM_SHA_256, "scram", "secret", LoginChannel.plain());
    Credential keys = accepted.credential();
    assertThat(keys).isInstanceOf(Credential.ScramKeys.class);

    assertThat(
            converse(
                login(LoginMethod.SCRAM_SHA_256, "scram", LoginChannel.plain()),
                keys,
                LoginChannel.plain()))
        .isInstanceOf(Step.Accepted.class);
    // another salt, though the same password would do
    ServerLogin other =
        new ServerLogin(keys, "clear", LoginChannel.plain(), ChannelBinding.PREFER, random);
    Login server = login(LoginMethod.SCRAM_SHA_256, "clear", LoginChannel.plain());
    ServerReply.Send first = (ServerReply.Send) other.answer(((Step.Ask) server.begin()).body());
    ServerReply reply = other.answer(((Step.Ask) server.answer(first.body())).body());
    assertThat(reply).isInstanceOf(ServerReply.Failed.class);
    assertThat(((ServerReply.Failed) reply).message()).contains("another SCRAM verifier");
  }

  @ParameterizedTest
  @ValueSource(strings = {"md5", "clear"})
  void row19Md5IsAcceptedWithTheRightPasswordAndSaltOnly(String user) {
    assertThat(converse(LoginMethod.MD5, user, "secret", LoginChannel.plain()))
        .isInstanceOf(Step.Accepted.class);
    Login login = login(LoginMethod.MD5, user, LoginChannel.plain());
    byte[] asked = ((Step.Ask) login.begin()).body();
    byte[] again = ((Step.Ask) login(LoginMethod.MD5, user, LoginChannel.plain()).begin()).body();
    assertThat(again).isNotEqualTo(asked);
    // what was right for another salt
    ServerLogin client =
        new ServerLogin(
            Credential.ofPassword("secret"),
            user,
            LoginChannel.plain(),
            ChannelBinding.PREFER,
            random);
    ServerReply.Send replayed = (ServerReply.Send) client.answer(again);
    assertThat(login.answer(replayed.body())).isInstanceOf(Step.Refused.class);
  }

  @Test
  void row19Md5MeansScramForUsersWhoseSecretIsAVerifier() {
    assertThat(((Step.Ask) login(LoginMethod.MD5, "scram", LoginChannel.plain()).begin()).body()[3])
        .isEqualTo((byte) AuthenticationRequest.SASL);
    assertThat(
            ((Step.Ask) login(LoginMethod.MD5, "nobody", LoginChannel.plain()).begin()).body()[3])
        .isEqualTo((byte) AuthenticationRequest.SASL);
    assertThat(converse(LoginMethod.MD5, "scram", "secret", LoginChannel.plain()))
        .isInstanceOf(Step.Accepted.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"scram", "md5", "clear"})
  void row19ClearTextIsAcceptedOverTlsOnly(String user) {
    assertThat(converse(LoginMethod.PASSWORD, user, "secret", LoginChannel.encrypted()))
        .isInstanceOf(Step.Accepted.class);
    Step.Refused refused =
        (Step.Refused) login(LoginMethod.PASSWORD, user, LoginChannel.plain()).begin();
    assertThat(refused.sqlState()).isEqualTo("28000");
    assertThat(refused.detail()).contains("sslmode=require");
  }

  @Test
  void row19CostlyVerifierIsCheckedByScramOnly() {
    String text = VERIFIER.text().replace("$4096:", "$999999999:");
    Users users = Users.parse("\"app\" \"" + text + "\"", KEY);
    Login login = new Login(LoginMethod.PASSWORD, "app", users, LoginChannel.encrypted(), random);
    Step.Refused refused =
        (Step.Refused) converse(login, Credential.ofPassword("secret"), LoginChannel.encrypted());
    assertThat(refused.sqlState()).isEqualTo("28P01");
    assertThat(refused.reason()).contains("scram-sha-256");
  }

  @Test
  void methodsAreCalledAsInTheServersFile() {
    for (LoginMethod method : LoginMethod.values()) {
      assertThat(LoginMethod.of(method.word())).isEqualTo(method);
    }
    assertThatThrownBy(() -> LoginMethod.of("scram-sha-265"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(
            "'scram-sha-265' is no login method: choose one of scram-sha-256, md5, password, trust")
        .hasMessageContaining("scram-sha-256");
  }

  @Test
  void aCertificateHasToNameTheUser() {
    LoginChannel named = LoginChannel.encrypted().ofCertified("scram");
    assertThat(login(LoginMethod.CERT, "scram", named).begin()).isInstanceOf(Step.Accepted.class);
    List<LoginChannel> others =
        List.of(
            LoginChannel.plain(),
            LoginChannel.encrypted(BINDING),
            LoginChannel.encrypted().ofCertified(null),
            LoginChannel.encrypted().ofCertified("SCRAM"),
            LoginChannel.encrypted().ofCertified("clear"));
    for (LoginChannel other : others) {
      Step.Refused refused = (Step.Refused) login(LoginMethod.CERT, "scram", other).begin();
      assertThat(refused.sqlState()).isEqualTo("28000");
      assertThat(refused.message())
          .isEqualTo("certificate authentication failed for user \"scram\"");
    }
    LoginChannel unknown = LoginChannel.encrypted().ofCertified("nobody");
    assertThat(((Step.Refused) login(LoginMethod.CERT, "nobody", unknown).begin()).message())
        .isEqualTo("role \"nobody\" does not exist");
  }

  @Test
  void aCertificateReplacesNoPassword() {
    LoginChannel named = LoginChannel.encrypted(BINDING).ofCertified("scram");
    assertThat(
            ((Step.Refused) converse(LoginMethod.SCRAM_SHA_256, "scram", "wrong", named))
                .sqlState())
        .isEqualTo("28P01");
    assertThat(converse(LoginMethod.SCRAM_SHA_256, "scram", "secret", named))
        .isInstanceOf(Step.Accepted.class);
  }

  @Test
  void trustStillAsksForAKnownUser() {
    assertThat(login(LoginMethod.TRUST, "scram", LoginChannel.plain()).begin())
        .isInstanceOf(Step.Accepted.class);
    Step.Refused refused =
        (Step.Refused) login(LoginMethod.TRUST, "nobody", LoginChannel.plain()).begin();
    assertThat(refused.sqlState()).isEqualTo("28000");
    assertThat(refused.message()).isEqualTo("role \"nobody\" does not exist");
  }

  @Test
  void row22PasswordMessageIsReadByState() {
    byte[] password = "secret\0".getBytes(US_ASCII);
    Login clear = login(LoginMethod.PASSWORD, "clear", LoginChannel.encrypted());
    assertThat(clear.begin()).isInstanceOf(Step.Ask.class);
    assertThat(clear.answer(password)).isInstanceOf(Step.Accepted.class);

    Login scram = login(LoginMethod.SCRAM_SHA_256, "clear", LoginChannel.encrypted());
    assertThat(scram.begin()).isInstanceOf(Step.Ask.class);
    Step.Refused refused = (Step.Refused) scram.answer(password);
    assertThat(refused.sqlState()).isEqualTo("08P01");
  }

  @Test
  void row22MessageThatWasNotAskedForIsRefused() {
    byte[] password = "secret\0".getBytes(US_ASCII);
    Login login = login(LoginMethod.PASSWORD, "clear", LoginChannel.encrypted());
    assertThat(login.answer(password)).isInstanceOf(Step.Refused.class);

    Login done = login(LoginMethod.PASSWORD, "clear", LoginChannel.encrypted());
    assertThat(done.begin()).isInstanceOf(Step.Ask.class);
    assertThat(done.answer("wrong\0".getBytes(US_ASCII))).isInstanceOf(Step.Refused.class);
    assertThat(done.answer(password)).isInstanceOf(Step.Refused.class);

    Login other = login(LoginMethod.PASSWORD, "clear", LoginChannel.encrypted());
    assertThat(other.begin()).isInstanceOf(Step.Ask.class);
    assertThat(other.answerOfType((byte) 'Q').message())
        .isEqualTo("expected password response, got message type 81");
    assertThat(other.answer(password)).isInstanceOf(Step.Refused.class);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "secret", "sec\0ret\0", "secret\0\0"})
  void row22PasswordHasOneZeroAtItsEnd(String body) {
    Login login = login(LoginMethod.PASSWORD, "clear", LoginChannel.encrypted());
    assertThat(login.begin()).isInstanceOf(Step.Ask.class);
    Step.Refused refused = (Step.Refused) login.answer(body.getBytes(US_ASCII));
    assertThat(refused.sqlState()).isEqualTo("08P01");
    assertThat(refused.message()).isEqualTo("invalid password packet size");
  }

  @Test
  void row22EmptyPasswordIsRefused() {
    Login login = login(LoginMethod.PASSWORD, "clear", LoginChannel.encrypted());
    assertThat(login.begin()).isInstanceOf(Step.Ask.class);
    Step.Refused refused = (Step.Refused) login.answer(new byte[1]);
    assertThat(refused.message()).isEqualTo("empty password returned by client");
  }

  @Test
  void row22EachChangedByteOfTheInitialResponseIsAnswered() {
    byte[] mechanism = "SCRAM-SHA-256\0".getBytes(US_ASCII);
    byte[] first = "n,,n=,r=abc".getBytes(US_ASCII);
    byte[] body =
        ByteBuffer.allocate(mechanism.length + 4 + first.length)
            .put(mechanism)
            .putInt(first.length)
            .put(first)
            .array();
    for (int at = 0; at < mechanism.length + 4; at++) {
      for (int value = 0; value < 256; value++) {
        byte[] changed = body.clone();
        changed[at] = (byte) value;
        if (changed[at] != body[at]) {
          assertThat(answered(changed)).as("%d: %d", at, value).isInstanceOf(Step.Refused.class);
        }
      }
    }
    for (int length = 0; length < body.length; length++) {
      assertThat(answered(Arrays.copyOf(body, length))).isInstanceOf(Step.Refused.class);
    }
    assertThat(answered(body)).isInstanceOf(Step.Ask.class);
    assertThat(answered(new byte[70_000])).isInstanceOf(Step.Refused.class);
  }

  private Step answered(byte[] body) {
    Login login = login(LoginMethod.SCRAM_SHA_256, "scram", LoginChannel.plain());
    assertThat(login.begin()).isInstanceOf(Step.Ask.class);
    return login.answer(body);
  }

  private Login login(LoginMethod method, String user, LoginChannel channel) {
    return new Login(method, user, USERS, channel, random);
  }

  private Step converse(LoginMethod method, String user, String password, LoginChannel channel) {
    return converse(login(method, user, channel), Credential.ofPassword(password), channel);
  }

  /** Our two ends with each other, until ours of the server has made up its mind. */
  private Step converse(Login login, Credential credential, LoginChannel channel) {
    ServerLogin client =
        new ServerLogin(credential, login.user(), channel, ChannelBinding.PREFER, random);
    Step step = login.begin();
    while (step instanceof Step.Ask ask) {
      step = login.answer(((ServerReply.Send) client.answer(ask.body())).body());
    }
    if (step instanceof Step.Accepted accepted) {
      ServerReply last = new ServerReply.Wait();
      for (byte[] body : accepted.bodies()) {
        last = client.answer(body);
      }
      assertThat(last).isInstanceOf(ServerReply.Done.class);
    }
    return step;
  }

  private String saltAsked(String user, Users users) {
    String challenge = challenge(user, users);
    return challenge.substring(challenge.indexOf(",s="));
  }

  private String challenge(String user, Users users) {
    Login login = new Login(LoginMethod.SCRAM_SHA_256, user, users, LoginChannel.plain(), random);
    ServerLogin client =
        new ServerLogin(
            Credential.ofPassword("x"), user, LoginChannel.plain(), ChannelBinding.PREFER, random);
    ServerReply.Send first = (ServerReply.Send) client.answer(((Step.Ask) login.begin()).body());
    byte[] body = ((Step.Ask) login.answer(first.body())).body();
    return new String(body, 4, body.length - 4, ISO_8859_1);
  }
}
