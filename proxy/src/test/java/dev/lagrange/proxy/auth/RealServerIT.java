package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL as the judge of both ends: its verifiers, its logins, its words. */
class RealServerIT {

  private static final byte[] KEY = "a key of the process".getBytes(US_ASCII);
  private static final String APP = PostgresCluster.APP_USER;
  private static final String PASSWORD = PostgresCluster.APP_PASSWORD;

  private static PostgresCluster cluster;
  private static PostgresNode server;

  private final Random random = new Random(1);

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().start();
    server = cluster.primary();
    try (Connection connection = server.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("SET password_encryption = 'md5'");
      statement.execute("CREATE ROLE old LOGIN PASSWORD 'secret'");
    }
  }

  @AfterAll
  static void stop() {
    cluster.close();
  }

  @Test
  void row16ClientWithThePasswordIsLetIn() throws Exception {
    assertThat(login(APP, Credential.ofPassword(PASSWORD))).isEmpty();
  }

  @Test
  void row16WrongPasswordIsToldInTheSameWordsByBoth() throws Exception {
    Map<Character, String> theirs = login(APP, Credential.ofPassword("wrong"));
    Step.Refused ours = (Step.Refused) converse(users(APP), APP, Credential.ofPassword("wrong"));
    assertThat(theirs).containsEntry('C', ours.sqlState()).containsEntry('M', ours.message());
    assertThat(theirs.get('D')).isEqualTo(ours.detail());

    theirs = login("nobody", Credential.ofPassword("wrong"));
    ours = (Step.Refused) converse(users(APP), "nobody", Credential.ofPassword("wrong"));
    assertThat(theirs).containsEntry('C', ours.sqlState()).containsEntry('M', ours.message());
  }

  @Test
  void row16VerifierOfTheServerAcceptsThePasswordAndNoOther() throws Exception {
    Users users = users(APP);
    assertThat(converse(users, APP, Credential.ofPassword(PASSWORD)))
        .isInstanceOf(Step.Accepted.class);
    assertThat(converse(users, APP, Credential.ofPassword(PASSWORD + "x")))
        .isInstanceOf(Step.Refused.class);
  }

  /** What is wrong with the first message is said by the server and by us in the same words. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "x,,n=,r=a",
        "n;,n=,r=a",
        "y,,n=",
        "n,a=me,n=,r=a",
        "n,x,n=,r=a",
        "n,,m=x,n=,r=a",
        "n,,u=,r=a",
        "n,,n:,r=a",
        "n,,n=,s=a",
        "n,,n=,r=a b",
        "n,,n=,r=a,1=2",
        "n,,n=,r=a,b",
        "p=tls-server-end-point,,n=,r=a",
        "n,,n=,r=a\0b",
      })
  void row16MalformedFirstMessageIsToldInTheSameWordsByBoth(String first) throws Exception {
    compare(first, null);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "c=biws",
        "c=biws,r=%s",
        "c=eSws,r=%s,p=AAAA",
        "c=biws,r=%s,p=AAAA",
        "c=biws,r=%s,p=*",
        "c=biws,r=%s,x=1",
        "c=biws,r=%s,x=1,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "c=biws,r=%s,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=,x=1",
        "c=biws,r=%sx,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        "r=%s,c=biws,p=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
      })
  void row16MalformedFinalMessageIsToldInTheSameWordsByBoth(String last) throws Exception {
    compare("n,,n=,r=abc", last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"SCRAM-SHA-1", "SCRAM-SHA-256-PLUS", ""})
  void row17MechanismThatWasNotOfferedIsToldInTheSameWordsByBoth(String mechanism)
      throws Exception {
    byte[] initial = initial(mechanism, "n,,n=,r=a");
    Login login =
        new Login(LoginMethod.SCRAM_SHA_256, APP, users(APP), LoginChannel.plain(), random);
    login.begin();
    assertSame(answerOfServer(initial, null), login.answer(initial));
  }

  @Test
  void row18KeysOfAClientsLoginLogInToTheServer() throws Exception {
    Step.Accepted accepted =
        (Step.Accepted) converse(users(APP), APP, Credential.ofPassword(PASSWORD));
    Credential keys = accepted.credential();
    assertThat(keys).isInstanceOf(Credential.ScramKeys.class);
    assertThat(login(APP, keys)).isEmpty();

    // another role has another salt: said by us, before the server is troubled
    assertThat(login(PostgresCluster.MONITOR_USER, keys))
        .containsEntry('C', "28000")
        .containsEntry('M', "the server keeps another SCRAM verifier for this user than the proxy");
  }

  @Test
  void row19Md5HashOfTheServerIsTheSameAsOurs() throws Exception {
    assertThat(rolpassword("old")).isEqualTo(Md5Password.hash("secret".getBytes(UTF_8), "old"));
    assertThat(converse(users("old"), "old", Credential.ofPassword("secret")))
        .as("SCRAM cannot use it")
        .isInstanceOf(Step.Refused.class);
  }

  /** Passwords of all kinds of characters, hashed by the server and by us. */
  @Test
  void passwordsArePreparedAsTheServerPreparesThem() throws Exception {
    long seed = Long.getLong("passwords.seed", System.nanoTime());
    System.out.println("passwords.seed=" + seed);
    Random characters = new Random(seed);
    int different = 0;
    try (Connection connection = server.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE ROLE changing LOGIN");
      statement.execute("SET scram_iterations = 1");
      for (int round = 0; round < 2_000; round++) {
        String password = password(characters);
        statement.execute("ALTER ROLE changing PASSWORD '" + password.replace("'", "''") + "'");
        ScramVerifier verifier = ScramVerifier.parse(rolpassword(statement, "changing"));
        assertThat(verifier.accepts(password.getBytes(UTF_8)))
            .as("%s, %s", seed, password.codePoints().mapToObj(Integer::toHexString).toList())
            .isTrue();
        byte[] bytes = password.getBytes(UTF_8);
        different += Arrays.equals(SaslPrep.prepare(bytes), bytes) ? 0 : 1;
      }
    }
    // whoever hashed passwords as they are would have been caught
    assertThat(different).isGreaterThan(100);
  }

  /** Some characters from a few blocks, so that what interacts meets. */
  private static String password(Random random) {
    StringBuilder password = new StringBuilder();
    int[] blocks = {
      0x20, 0xA0, 0x300, 0x5D0, 0x620, 0x1100, 0x1E00, 0x2000, 0x2100, 0xFB00, 0xFF00
    };
    int length = 1 + random.nextInt(4);
    while (length-- > 0) {
      int codePoint =
          random.nextInt(4) == 0
              ? random.nextInt(0x30000)
              : blocks[random.nextInt(blocks.length)] + random.nextInt(0x60);
      boolean surrogate = codePoint >= 0xD800 && codePoint < 0xE000;
      password.appendCodePoint(codePoint == 0 || codePoint == '\\' || surrogate ? 'a' : codePoint);
    }
    return password.toString();
  }

  private void compare(String first, String last) throws Exception {
    Login login =
        new Login(LoginMethod.SCRAM_SHA_256, APP, users(APP), LoginChannel.plain(), random);
    login.begin();
    byte[] initial = initial("SCRAM-SHA-256", first);
    Step step = login.answer(initial);
    if (last != null) {
      byte[] body = ((Step.Ask) step).body();
      step = login.answer(last.replace("%s", nonce(body)).getBytes(US_ASCII));
    }
    assertSame(answerOfServer(initial, last), step);
  }

  private static void assertSame(Map<Character, String> theirs, Step ours) {
    Step.Refused refused = (Step.Refused) ours;
    assertThat(theirs).containsEntry('C', refused.sqlState()).containsEntry('M', refused.message());
    assertThat(theirs.get('D')).isEqualTo(refused.detail());
  }

  private static Map<Character, String> answerOfServer(byte[] initial, String last)
      throws IOException {
    try (WireServer wire = WireServer.connect(server, APP)) {
      wire.read();
      wire.send(initial);
      if (last != null) {
        wire.send(last.replace("%s", nonce(wire.read())).getBytes(US_ASCII));
      }
      return WireServer.fields(wire.read());
    }
  }

  private static String nonce(byte[] challenge) {
    String text = new String(challenge, US_ASCII);
    return text.substring(text.indexOf("r=") + 2, text.indexOf(",s="));
  }

  private static byte[] initial(String mechanism, String first) {
    byte[] name = (mechanism + "\0").getBytes(US_ASCII);
    byte[] data = first.getBytes(US_ASCII);
    return ByteBuffer.allocate(name.length + Integer.BYTES + data.length)
        .put(name)
        .putInt(data.length)
        .put(data)
        .array();
  }

  private Map<Character, String> login(String user, Credential credential) throws IOException {
    try (WireServer wire = WireServer.connect(server, user)) {
      return wire.login(
          new ServerLogin(credential, user, LoginChannel.plain(), ChannelBinding.PREFER, random));
    }
  }

  private Step converse(Users users, String user, Credential credential) {
    Login login = new Login(LoginMethod.SCRAM_SHA_256, user, users, LoginChannel.plain(), random);
    ServerLogin client =
        new ServerLogin(credential, user, LoginChannel.plain(), ChannelBinding.PREFER, random);
    Step step = login.begin();
    while (step instanceof Step.Ask ask) {
      step = login.answer(((ServerReply.Send) client.answer(ask.body())).body());
    }
    return step;
  }

  private static Users users(String... names) throws SQLException {
    StringBuilder text = new StringBuilder();
    for (String name : List.of(names)) {
      text.append("\"%s\" \"%s\"%n".formatted(name, rolpassword(name)));
    }
    return Users.parse(text.toString(), KEY);
  }

  private static String rolpassword(String role) throws SQLException {
    try (Connection connection = server.connectAsSuperuser();
        Statement statement = connection.createStatement()) {
      return rolpassword(statement, role);
    }
  }

  private static String rolpassword(Statement statement, String role) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            "SELECT rolpassword FROM pg_authid WHERE rolname = '" + role + "'")) {
      row.next();
      return row.getString(1);
    }
  }
}
