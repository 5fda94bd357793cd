package dev.lagrange.proxy.backend;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lagrange.proxy.hostile.Leaks;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import io.netty.pkitesting.X509Bundle;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of a connection to a server that answers the request for TLS in its own way. */
@Timeout(120)
final class HandMadeServerIT {

  private static final int TLS = 80877103;
  private static final int START = 3 << 16;
  private static final String SECRET = "words of who knows whom";

  private static Openings openings;
  private static Leaks leaks;

  @BeforeAll
  static void start() {
    leaks = new Leaks();
    openings = new Openings();
  }

  @AfterAll
  static void stop() {
    openings.close();
    assertThat(leaks.reported()).isEmpty();
    leaks.close();
  }

  private static BackendException refused(String properties, HandMadeServer server)
      throws Exception {
    return refused(properties, server, Await.PATIENCE);
  }

  private static BackendException refused(
      String properties, HandMadeServer server, Duration patience) throws Exception {
    Connector connector = Openings.connector(properties, patience);
    return catchThrowableOfType(
        BackendException.class, () -> openings.open(connector, server.address(), "app"));
  }

  private static void write(Socket socket, String text) throws IOException {
    OutputStream out = socket.getOutputStream();
    out.write(text.getBytes(US_ASCII));
    out.flush();
  }

  /** Says that it starts up, which is the end of each connection in these tests. */
  private static void startingUp(Socket socket) throws IOException {
    String fields = "SFATAL\0C57P03\0Mstarting up\0\0";
    write(socket, "E\0\0\0" + (char) (fields.length() + 4) + fields);
  }

  private static void expectStart(DataInputStream in) throws IOException {
    in.readInt();
    assertThat(in.readInt()).isEqualTo(START);
  }

  @Test
  @DisplayName("4: what an old server says to the request for TLS is told nobody")
  void anErrorInsteadOfAnAnswerIsNotShown() throws Exception {
    try (HandMadeServer server =
        HandMadeServer.start((code, in, socket) -> write(socket, "E" + SECRET + "\0"))) {
      BackendException refused = refused("sslmode=require", server);
      assertThat(refused.sqlState()).isEqualTo("08001");
      assertThat(refused)
          .hasMessageContaining("answers with an error")
          .hasMessageContaining("sslmode=require")
          .hasMessageNotContaining(SECRET);
      assertThat(server.codes()).containsExactly(TLS);
    }
  }

  @Test
  @DisplayName("4: a server that does not know TLS is connected to anew, where the mode permits it")
  void anOldServerIsTriedInClearWhereThatIsPermitted() throws Exception {
    try (HandMadeServer server =
        HandMadeServer.start(
            (code, in, socket) -> {
              if (code == TLS) {
                write(socket, "E" + SECRET + "\0");
              } else {
                startingUp(socket);
              }
            })) {
      BackendException refused = refused("sslmode=prefer", server);
      assertThat(refused.words()).isEqualTo("starting up");
      assertThat(server.codes()).containsExactly(TLS, START);
    }
  }

  @Test
  void aServerWithoutTlsIsUsedOnTheSameConnectionWhereThatIsPermitted() throws Exception {
    try (HandMadeServer server =
        HandMadeServer.start(
            (code, in, socket) -> {
              write(socket, "N");
              expectStart(in);
              startingUp(socket);
            })) {
      assertThat(refused("sslmode=prefer", server).words()).isEqualTo("starting up");
      assertThat(server.codes()).containsExactly(TLS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"sslmode=require", "ssl=true&sslmode=require&channelBinding=require"})
  void aServerWithoutTlsIsToldNothingWhereTlsIsDemanded(String properties) throws Exception {
    try (HandMadeServer server =
        HandMadeServer.start(
            (code, in, socket) -> {
              write(socket, "N");
              assertThat(in.read()).isEqualTo(-1);
            })) {
      BackendException refused = refused(properties, server);
      assertThat(refused.sqlState()).isEqualTo("08001");
      assertThat(refused).hasMessageContaining("has no TLS");
      assertThat(server.end()).isEqualTo("answered");
      assertThat(server.codes()).containsExactly(TLS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"SE", "NE", "X", "G"})
  void bytesBehindTheAnswerAndOtherAnswersEndIt(String answer) throws Exception {
    try (HandMadeServer server =
        HandMadeServer.start(
            (code, in, socket) -> {
              write(socket, answer);
              assertThat(in.read()).isEqualTo(-1);
            })) {
      assertThat(refused("sslmode=prefer", server).sqlState()).isEqualTo("08P01");
      assertThat(server.end()).isEqualTo("answered");
      assertThat(server.codes()).containsExactly(TLS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S"})
  void silenceEndsWithTheTimeOfTheLogin(String answer) throws Exception {
    try (HandMadeServer server =
        HandMadeServer.start(
            (code, in, socket) -> {
              write(socket, answer);
              in.readAllBytes();
            })) {
      BackendException refused = refused("sslmode=prefer", server, Duration.ofMillis(300));
      assertThat(refused.sqlState()).isEqualTo("08001");
      assertThat(refused).hasMessageContaining("connectionTimeout=300ms");
      // our end is closed, too, and nobody tries again in clear
      assertThat(server.end()).isEqualTo("answered");
      assertThat(server.codes()).containsExactly(TLS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "S", "Snothing of TLS"})
  void aServerThatGoesIsToldAsLost(String answer) throws Exception {
    try (HandMadeServer server =
        HandMadeServer.start(
            (code, in, socket) -> {
              if (!answer.isEmpty()) {
                write(socket, answer.substring(0, 1));
                in.read(); // of the handshake
                write(socket, answer.substring(1));
              }
            })) {
      assertThat(refused("sslmode=prefer", server).sqlState()).isEqualTo("08006");
      assertThat(server.codes()).containsExactly(TLS);
    }
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  @DisplayName("3: TLS at once is for servers that say what they speak")
  void directTlsNeedsAServerThatSaysWhatItSpeaks(boolean says) throws Exception {
    X509Bundle certificate = Authority.named("any").server();
    SSLContext context = context(certificate);
    String[] spoken = says ? new String[] {"postgresql"} : new String[0];
    try (SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      Thread thread =
          new Thread(
              () -> {
                try (SSLSocket socket = (SSLSocket) listener.accept()) {
                  SSLParameters parameters = socket.getSSLParameters();
                  parameters.setApplicationProtocols(spoken);
                  socket.setSSLParameters(parameters);
                  expectStart(new DataInputStream(socket.getInputStream()));
                  startingUp(socket);
                } catch (IOException e) {
                  // the other end has gone
                }
              },
              "server of TLS");
      thread.setDaemon(true);
      thread.start();
      Connector connector =
          Openings.connector("sslmode=require&sslNegotiation=direct", Await.PATIENCE);
      BackendException refused =
          catchThrowableOfType(
              BackendException.class,
              () ->
                  openings.open(
                      connector, new HostPort("127.0.0.1", listener.getLocalPort()), "app"));
      assertThat(refused)
          .hasMessageContaining(says ? "starting up" : "sslNegotiation=direct demands");
      thread.join();
    }
  }

  private static SSLContext context(X509Bundle certificate) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    return context;
  }
}
