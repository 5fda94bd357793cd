package dev.lagrange.proxy.client.tls;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.ProxyOptions;
import dev.lagrange.proxy.auth.LoginMethod;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.proxy.tls.Authority;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How connections begin with TLS, with PostgreSQL beside the proxy as the judge. */
final class StartTlsIT {

  private static final Login LOGIN = Login.ofApp();

  @TempDir private static Path folder;
  private static SSLContext context;
  private static ClientTls tls;
  private static PostgresCluster cluster;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle authority = Certificates.authority();
    X509Bundle server = Certificates.server(authority);
    context = Certificates.context(authority, null);
    tls = ClientTls.of(TlsMode.PREFER, Certificates.write(folder, server, null));
    cluster = PostgresCluster.builder().start();
    Path data = cluster.primary().dataDirectory();
    Authority.write(data.resolve("server.crt"), server.getCertificatePathPEM());
    Authority.write(data.resolve("server.key"), server.getPrivateKeyPEM());
    cluster.primary().set("ssl", "on");
    proxy = start(ProxyOptions.LOGIN_LIMIT);
    Await.until(
        "TLS to be on",
        Await.PATIENCE,
        () -> {
          try (Socket socket = TlsConnection.plain(cluster.primary().directPort())) {
            socket.getOutputStream().write(Frontend.sslRequest());
            return socket.getInputStream().read() == 'S';
          }
        });
  }

  private static ProxyOn start(Duration loginLimit) throws Exception {
    return ProxyOn.start(cluster, "", LoginMethod.SCRAM_SHA_256, tls, loginLimit);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    cluster.close();
  }

  /** PostgreSQL first. */
  private static List<Integer> both() {
    return List.of(cluster.primary().directPort(), proxy.port());
  }

  @Test
  void row1EncryptionIsAskedForInEitherOrder() throws Exception {
    for (int port : both()) {
      Socket socket = TlsConnection.plain(port);
      socket.getOutputStream().write(Frontend.gssencRequest());
      assertThat(socket.getInputStream().read()).isEqualTo('N');
      assertThat(loggedIn(port, TlsConnection.asked(socket, context))).isEqualTo("Z(I)");
      assertThat(loggedIn(port, TlsConnection.asked(port, context))).isEqualTo("Z(I)");
      assertThat(loggedIn(port, TlsConnection.asked(port, context, "postgresql")))
          .isEqualTo("Z(I)");
    }
  }

  @Test
  void row1WhatIsAskedForOverTlsIsRefused() throws Exception {
    for (int port : both()) {
      for (byte[] again : List.of(Frontend.sslRequest(), Frontend.gssencRequest())) {
        assertThat(answer(port, TlsConnection.asked(port, context), again))
            .isEqualTo("E(0A000) closed");
      }
    }
  }

  @Test
  void row2BytesInClearBehindTheRequestAreRefused() throws Exception {
    byte[] injected = Frontend.startup(LOGIN);
    try (Socket socket = TlsConnection.plain(proxy.port())) {
      socket.getOutputStream().write(joined(Frontend.sslRequest(), injected));
      InputStream in = socket.getInputStream();
      assertThat(in.read()).isEqualTo('S');
      assertThat(new String(in.readAllBytes(), UTF_8))
          .contains("08P01", "received unencrypted data after SSL request");
    }
    // once S was said, they are no TLS either
    for (int port : both()) {
      try (Socket socket = TlsConnection.plain(port)) {
        socket.getOutputStream().write(Frontend.sslRequest());
        assertThat(socket.getInputStream().read()).isEqualTo('S');
        socket.getOutputStream().write(injected);
        // perhaps an alert of TLS, and no word of the session's
        assertThat(new String(rest(socket), UTF_8)).doesNotContain("SCRAM", "SFATAL");
      }
    }
  }

  @Test
  void row3TlsAtOnceNeedsItsProtocolNamed() throws Exception {
    for (int port : both()) {
      assertThat(loggedIn(port, TlsConnection.atOnce(port, context, "postgresql")))
          .isEqualTo("Z(I)");
      assertThat(answer(port, TlsConnection.atOnce(port, context), Frontend.startup(LOGIN)))
          .isEqualTo("closed");
      assertThatThrownBy(() -> TlsConnection.atOnce(port, context, "http/1.1").close())
          .isInstanceOf(SSLException.class);
      assertThatThrownBy(() -> TlsConnection.asked(port, context, "http/1.1").close())
          .isInstanceOf(SSLException.class);
      for (byte[] again : List.of(Frontend.sslRequest(), Frontend.gssencRequest())) {
        try (SSLSocket socket = TlsConnection.atOnce(port, context, "postgresql")) {
          socket.getOutputStream().write(again);
          assertThat(socket.getInputStream().read()).isEqualTo('N');
        }
      }
    }
  }

  @Test
  void rows1And3TheStartIsCutAnywhere() throws Exception {
    for (boolean atOnce : List.of(false, true)) {
      try (ByteByByte slow = ByteByByte.before(proxy.port())) {
        SSLSocket socket =
            atOnce
                ? TlsConnection.atOnce(slow.port(), context, "postgresql")
                : TlsConnection.asked(slow.port(), context);
        assertThat(loggedIn(slow.port(), socket)).isEqualTo("Z(I)");
      }
    }
  }

  @Test
  void whoFallsSilentIsClosedWhereverThatIs() throws Exception {
    byte[] hello = hello();
    byte[] request = Frontend.sslRequest();
    try (ProxyOn impatient = start(Duration.ofSeconds(1));
        WireClient client =
            TlsConnection.client(
                impatient.port(), TlsConnection.asked(impatient.port(), context))) {
      client.logIn(LOGIN);
      for (byte[] said :
          List.of(
              new byte[0],
              Arrays.copyOf(request, 5),
              request,
              hello,
              Arrays.copyOf(hello, 1),
              Arrays.copyOf(hello, hello.length / 2))) {
        try (Socket socket = TlsConnection.plain(impatient.port())) {
          socket.getOutputStream().write(said);
          rest(socket);
        }
      }
      try (Socket socket = TlsConnection.plain(impatient.port())) {
        socket.getOutputStream().write(request);
        assertThat(socket.getInputStream().read()).isEqualTo('S');
        socket.getOutputStream().write(hello, 0, hello.length / 2);
        rest(socket);
      }
      try (SSLSocket socket = TlsConnection.asked(impatient.port(), context)) {
        assertThat(socket.getInputStream().read()).isEqualTo(-1);
      }
      // the negative control: who has logged in may be silent
      client.send(Frontend.query("SELECT 1"));
      assertThat(client.readUntil(message -> message.type() == 'Z')).hasSize(4);
    }
  }

  /** What a client says first. */
  private static byte[] hello() throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (ByteByByte silent = ByteByByte.before(proxy.port(), said)) {
      TlsConnection.atOnce(silent.port(), context, "postgresql").close();
    }
    byte[] all = said.toByteArray();
    return Arrays.copyOf(all, 5 + ByteBuffer.wrap(all).getShort(3));
  }

  private static byte[] rest(Socket socket) throws IOException {
    try {
      return socket.getInputStream().readAllBytes();
    } catch (SocketException e) {
      // closed with bytes unread
      return new byte[0];
    }
  }

  private static byte[] joined(byte[]... parts) {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      all.writeBytes(part);
    }
    return all.toByteArray();
  }

  private static String loggedIn(int port, SSLSocket socket) throws IOException {
    try (WireClient client = TlsConnection.client(port, socket)) {
      List<Message> greeting = client.logIn(LOGIN);
      return greeting.get(greeting.size() - 1).outline();
    }
  }

  private static String answer(int port, SSLSocket socket, byte[] request) throws IOException {
    try (WireClient client = TlsConnection.client(port, socket)) {
      client.send(request);
      return String.join(
          " ", client.readUntil(message -> false).stream().map(Message::outline).toList());
    } catch (SSLException e) {
      return "closed";
    }
  }
}
