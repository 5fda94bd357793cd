package dev.lagrange.proxy.hostile;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.ProxyOn;
import dev.lagrange.proxy.client.tls.Certificates;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.client.tls.TlsConnection;
import dev.lagrange.proxy.client.tls.TlsMode;
import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.testbed.Await;
import io.netty.pkitesting.X509Bundle;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clients that go, or send rubbish, within the handshake of TLS leave nothing behind. */
final class HandshakesIT {

  private static final long SEED = Long.getLong("hostile.seed", 77_000_000);
  private static final int CLIENTS = Integer.getInteger("hostile.clients", 600) / 4;

  @TempDir private static Path folder;
  private static SSLContext context;
  private static Canaries canaries;
  private static ProxyOn proxy;

  @BeforeAll
  static void start() throws Exception {
    X509Bundle authority = Certificates.authority();
    context = Certificates.context(authority, null);
    ClientTls tls =
        ClientTls.of(
            TlsMode.PREFER, Certificates.write(folder, Certificates.server(authority), authority));
    canaries = Canaries.start();
    proxy = ProxyOn.start(canaries.cluster(), tls);
  }

  @AfterAll
  static void stop() {
    proxy.close();
    canaries.close();
  }

  @Test
  void whoGoesWithinTheHandshakeLeavesNothing() throws Exception {
    System.out.println("HandshakesIT: -Dhostile.seed=" + SEED);
    try (Leaks leaks = new Leaks()) {
      Random random = new Random(SEED);
      for (int i = 0; i < CLIENTS; i++) {
        try {
          comeAndGo(random);
        } catch (SocketException | SSLException e) {
          // the proxy was first
        }
      }
      Await.until("connections to be gone", Await.PATIENCE, () -> connections() == 0);
      assertThat(leaks.reported()).as("seed " + SEED).isEmpty();
    }
    try (WireClient client = Canaries.connect(proxy)) {
      // the negative control: one that is there is seen
      assertThat(connections()).isEqualTo(1);
      assertThat(client.processId()).isPositive();
    }
  }

  private static void comeAndGo(Random random) throws IOException {
    byte[] hello = hello();
    byte[] rubbish = new byte[1 + random.nextInt(300)];
    random.nextBytes(rubbish);
    int point = random.nextInt(6);
    if (point == 0) {
      try (SSLSocket socket = TlsConnection.atOnce(proxy.port(), context, "postgresql")) {
        socket.getOutputStream().write(rubbish);
      }
      return;
    }
    if (point == 1) {
      try (SSLSocket socket = TlsConnection.atOnce(proxy.port(), context, "postgresql");
          WireClient client = WireClient.over(new Address("127.0.0.1", proxy.port()), socket)) {
        client.logIn(Canaries.login());
        client.send(Frontend.query("SELECT repeat('x', 1000) FROM generate_series(1, 5000)"));
      }
      return;
    }
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
      OutputStream out = socket.getOutputStream();
      if (random.nextBoolean()) {
        out.write(Frontend.sslRequest());
        assertThat(socket.getInputStream().read()).isEqualTo('S');
      }
      switch (point) {
        case 2 -> out.write(hello, 0, random.nextInt(hello.length + 1));
        case 3 -> {
          out.write(hello);
          assertThat(socket.getInputStream().read()).isEqualTo(0x16);
          out.write(rubbish);
        }
        case 4 -> {
          hello[random.nextInt(hello.length)] ^= (byte) (1 << random.nextInt(8));
          out.write(hello);
          socket.shutdownOutput();
          socket.getInputStream().readAllBytes();
        }
        default -> {
          out.write(hello);
          if (random.nextBoolean()) {
            // as a crash would
            socket.setSoLinger(true, 0);
          }
        }
      }
    }
  }

  /** What a client says first. */
  private static byte[] hello() throws SSLException {
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    var parameters = engine.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"postgresql"});
    engine.setSSLParameters(parameters);
    ByteBuffer out = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
    engine.wrap(ByteBuffer.allocate(0), out);
    byte[] hello = new byte[out.flip().remaining()];
    out.get(hello);
    return hello;
  }

  /** Sockets of the proxy's port that somebody is connected to, or that it has not closed. */
  private static long connections() throws IOException {
    String local = ":%04X ".formatted(proxy.port());
    long count = 0;
    for (String table : new String[] {"tcp", "tcp6"}) {
      try (Stream<String> lines = Files.lines(Path.of("/proc/self/net", table))) {
        count +=
            lines
                .map(line -> line.trim().split("\\s+"))
                .filter(words -> (words[1] + ' ').endsWith(local))
                // ESTABLISHED, CLOSE_WAIT
                .filter(words -> words[3].equals("01") || words[3].equals("08"))
                .count();
      }
    }
    return count;
  }
}
