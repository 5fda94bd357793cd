package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lagrange.testbed.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A client that others wrote, at our end of the login. */
class PgjdbcLoginIT {

  private static final byte[] SALT = "sixteen bytes ok".getBytes(US_ASCII);

  /** What only a client sees that was let in. */
  private static final Map<Character, String> LET_IN =
      new TreeMap<>(Map.of('S', "FATAL", 'V', "FATAL", 'C', "57P03", 'M', "you are in"));

  private static final Users USERS =
      Users.parse(
          """
          "scram" "%s"
          "md5" "%s"
          "clear" "pässword Ⅸ"
          """
              .formatted(
                  ScramVerifier.of("pässword Ⅸ", SALT, 4096).text(),
                  Md5Password.hash("pässword Ⅸ".getBytes(UTF_8), "md5")),
          "a key of the process".getBytes(US_ASCII));

  @ParameterizedTest
  @EnumSource(
      value = LoginMethod.class,
      names = {"SCRAM_SHA_256", "MD5", "PASSWORD"})
  void row16OnlyTheRightPasswordLetsItIn(LoginMethod method) throws IOException {
    for (String user : List.of("scram", "md5", "clear")) {
      boolean possible = !(method == LoginMethod.SCRAM_SHA_256 && user.equals("md5"));
      assertThat(sqlState(method, user, "pässword Ⅸ")).isEqualTo(possible ? "57P03" : "28P01");
      assertThat(sqlState(method, user, "password IX")).isEqualTo("28P01");
    }
    assertThat(sqlState(method, "nobody", "pässword Ⅸ")).isEqualTo("28P01");
  }

  /** The SQLSTATE that pgjdbc reports. */
  private static String sqlState(LoginMethod method, String user, String password)
      throws IOException {
    try (ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      listening.setSoTimeout((int) Await.PATIENCE.toMillis());
      CompletableFuture<Void> served = CompletableFuture.runAsync(() -> serve(listening, method));
      String url =
          "jdbc:postgresql://127.0.0.1:%d/app?sslmode=disable&gssEncMode=disable&connectTimeout=60"
              .formatted(listening.getLocalPort());
      SQLException error =
          catchThrowableOfType(
              SQLException.class, () -> DriverManager.getConnection(url, user, password));
      served.join();
      return error.getSQLState();
    }
  }

  /** One login; whoever is let in is told so and sent away. */
  private static void serve(ServerSocket listening, LoginMethod method) {
    try (Socket socket = listening.accept();
        DataInputStream in = new DataInputStream(socket.getInputStream());
        DataOutputStream out = new DataOutputStream(socket.getOutputStream())) {
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      byte[] startup = body(in);
      List<String> words =
          List.of(new String(startup, 4, startup.length - 4, UTF_8).split("\0", -1));
      String user = words.get(words.indexOf("user") + 1);
      // as if there were TLS, so that passwords may be clear
      Login login = new Login(method, user, USERS, Channel.encrypted(), new Random());
      Step step = login.begin();
      while (step instanceof Step.Ask ask) {
        send(out, 'R', ask.body());
        int type = in.readByte();
        byte[] body = body(in);
        step = type == 'p' ? login.answer(body) : login.answerOfType((byte) type);
      }
      if (step instanceof Step.Accepted accepted) {
        for (byte[] body : accepted.bodies()) {
          send(out, 'R', body);
        }
        send(out, 'E', fields(LET_IN));
      } else if (step instanceof Step.Refused refused) {
        send(
            out,
            'E',
            fields(
                Map.of(
                    'S', "FATAL", 'V', "FATAL", 'C', refused.sqlState(), 'M', refused.message())));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] body(DataInputStream in) throws IOException {
    byte[] body = new byte[in.readInt() - Integer.BYTES];
    in.readFully(body);
    return body;
  }

  private static void send(DataOutputStream out, char type, byte[] body) throws IOException {
    out.writeByte(type);
    out.writeInt(Integer.BYTES + body.length);
    out.write(body);
    out.flush();
  }

  private static byte[] fields(Map<Character, String> fields) {
    ByteArrayOutputStream body = new ByteArrayOutputStream();
    fields.forEach((field, value) -> body.writeBytes((field + value + "\0").getBytes(UTF_8)));
    body.write(0);
    return body.toByteArray();
  }
}
