package dev.lagrange.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.proxy.backend.HandMadeServer;
import dev.lagrange.proxy.client.tls.Certificates;
import dev.lagrange.proxy.client.tls.ClientTls;
import dev.lagrange.proxy.client.tls.TlsMode;
import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.Login;
import dev.lagrange.proxy.conversation.Message;
import dev.lagrange.proxy.conversation.WireClient;
import dev.lagrange.proxy.peer.Peers;
import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Row 65: a request to cancel reaches another instance of the proxy than the one it is for. */
@Timeout(120)
final class PeersIT {

  private static final Login LOGIN = Login.ofApp();

  private static PostgresCluster cluster;
  private static ProxyOn first;

  @BeforeAll
  static void start() throws SQLException {
    cluster = PostgresCluster.builder().start();
    first = start(Peers.of(1, List.of()));
  }

  @AfterAll
  static void stop() {
    first.close();
    cluster.close();
  }

  private static ProxyOn start(Peers peers) throws SQLException {
    return ProxyOn.start(cluster, new HostPort("127.0.0.1", 0), ClientTls.none(), peers);
  }

  private static Peers second(int portOfFirst) {
    return Peers.of(2, List.of("1=127.0.0.1:" + portOfFirst));
  }

  private static WireClient sleeping(ProxyOn proxy, int version) throws Exception {
    WireClient client = WireClient.connect(new Address("127.0.0.1", proxy.port()));
    client.logIn(LOGIN.withVersion(version));
    client.send(Frontend.query("SELECT pg_sleep(600)"));
    Await.until("the statement to run", Await.PATIENCE, PeersIT::isRunning);
    return client;
  }

  private static boolean isRunning() {
    return cluster.primary().countWaiting("PgSleep") == 1;
  }

  /** Sends what asks to cancel to an instance, and waits until that closes the connection. */
  private static void ask(ProxyOn at, byte[] request) throws IOException {
    try (WireClient other = WireClient.connect(new Address("127.0.0.1", at.port()))) {
      other.send(request);
      assertThat(other.readAnswer().outline()).isEqualTo("closed");
    }
  }

  private static void assertEnded(WireClient client) throws IOException {
    assertThat(client.readUntil(message -> message.type() == 'Z').stream().map(Message::outline))
        .containsExactly("T", "E(57014)", "Z(I)");
  }

  /** As the request is, but for the last byte of its secret. */
  private static byte[] wrong(byte[] request) {
    byte[] wrong = request.clone();
    wrong[wrong.length - 1] ^= 1;
    return wrong;
  }

  @ParameterizedTest
  @ValueSource(ints = {Login.VERSION_3_0, Login.VERSION_3_2})
  void aCancelAtAnotherInstanceEndsTheStatement(int version) throws Exception {
    try (ProxyOn second = start(second(first.port()));
        WireClient client = sleeping(first, version)) {
      ask(second, client.cancelRequest());
      assertEnded(client);
    }
  }

  @Test
  void withoutPeersItDoesNot() throws Exception {
    try (ProxyOn alone = start(Peers.none());
        WireClient client = sleeping(first, Login.VERSION_3_0)) {
      ask(alone, client.cancelRequest());
      assertThat(isRunning()).isTrue();
      ask(first, client.cancelRequest());
      assertEnded(client);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {Login.VERSION_3_0, Login.VERSION_3_2})
  void aWrongSecretDoesNothing(int version) throws Exception {
    try (ProxyOn second = start(second(first.port()));
        WireClient client = sleeping(first, version)) {
      ask(second, wrong(client.cancelRequest()));
      assertThat(isRunning()).isTrue();
      ask(second, client.cancelRequest());
      assertEnded(client);
    }
  }

  @Test
  void aPeerThatIsNotThereIsGivenUp() throws Exception {
    try (ProxyOn second = start(second(free().port()));
        WireClient client = sleeping(first, Login.VERSION_3_0)) {
      ask(second, client.cancelRequest());
      assertThat(isRunning()).isTrue();
      ask(first, client.cancelRequest());
      assertEnded(client);
    }
  }

  @Test
  void aPeerThatDoesNotAnswerIsGivenUp() throws Exception {
    try (HandMadeServer silent =
            HandMadeServer.start((code, in, socket) -> in.readAllBytes()); // until it is hung up
        ProxyOn second = start(second(silent.address().port()))) {
      ask(second, Frontend.cancelRequest(1 << 21, new byte[4]));
      assertThat(silent.end()).isEqualTo("answered");
    }
  }

  @Test
  void whoAsksWaitsUntilItIsPassedOn() throws Exception {
    AtomicBoolean over = new AtomicBoolean();
    BlockingQueue<Integer> port = new LinkedBlockingQueue<>();
    try (HandMadeServer slow =
            HandMadeServer.start(
                (code, in, socket) -> {
                  try {
                    // the proxy has time for something else, and does not close meanwhile
                    Address second = new Address("127.0.0.1", port.take());
                    try (WireClient other = WireClient.connect(second)) {
                      other.send(Frontend.cancelRequest(2 << 21, new byte[4]));
                      other.readAnswer();
                    }
                  } catch (InterruptedException e) {
                    throw new IOException(e);
                  }
                  over.set(true);
                });
        ProxyOn second = start(second(slow.address().port()))) {
      port.add(second.port());
      ask(second, Frontend.cancelRequest(1 << 21, new byte[32]));
      assertThat(over).isTrue();
    }
  }

  @Test
  void whatWasPassedOnIsNeverPassedOnAgain() throws Exception {
    BlockingQueue<byte[]> passedOn = new LinkedBlockingQueue<>();
    byte[] secret = {1, 2, 3, 4};
    try (HandMadeServer other =
            HandMadeServer.start(
                (code, in, socket) -> {
                  int pid = in.readInt();
                  passedOn.add(Frontend.cancelRequest(pid, in.readNBytes(4)));
                });
        ProxyOn second = start(second(other.address().port()))) {
      ask(second, Frontend.cancelRequest(1 << 21, secret));
      byte[] request = passedOn.poll(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
      assertThat(request).isEqualTo(Frontend.cancelRequest(1 << 21 | Integer.MIN_VALUE, secret));
      ask(second, request);
      // while one as a client has it is
      ask(second, Frontend.cancelRequest(1 << 21, secret));
      assertThat(other.codes()).hasSize(2);
    }
  }

  @Test
  void instancesThatTakeEachOtherForAThirdDoNotPlayBall() throws Exception {
    HostPort one = free();
    HostPort two = free();
    try (ProxyOn a = ProxyOn.start(cluster, one, ClientTls.none(), peers(4, 3, two));
        ProxyOn b = ProxyOn.start(cluster, two, ClientTls.none(), peers(5, 3, one));
        WireClient client = sleeping(a, Login.VERSION_3_0)) {
      // would go to and fro for ever
      ask(a, Frontend.cancelRequest(3 << 21, new byte[4]));
      ask(b, Frontend.cancelRequest(3 << 21, new byte[4]));
      // what b does not know by its right number stays there
      ask(b, client.cancelRequest());
      assertThat(isRunning()).isTrue();
      ask(a, client.cancelRequest());
      assertEnded(client);
    }
  }

  private static Peers peers(int own, int other, HostPort at) {
    return Peers.of(own, List.of(other + "=" + at));
  }

  private static HostPort free() throws IOException {
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return new HostPort("127.0.0.1", free.getLocalPort());
    }
  }

  @ParameterizedTest
  @CsvSource({"PREFER", "REQUIRE", "VERIFY"})
  void withTlsItIsPassedOnOverTls(TlsMode mode, @TempDir Path folder) throws Exception {
    var authority = Certificates.authority();
    ClientTls tls =
        ClientTls.of(
            mode,
            Certificates.write(
                folder, Certificates.server(authority), mode == TlsMode.VERIFY ? authority : null));
    HostPort any = new HostPort("127.0.0.1", 0);
    byte[] request = Frontend.cancelRequest(1 << 21, new byte[4]);
    try (HandMadeServer has =
            HandMadeServer.start(
                (code, in, socket) -> {
                  socket.getOutputStream().write('N');
                  assertThat(in.read()).isEqualTo(-1);
                });
        ProxyOn second = ProxyOn.start(cluster, any, tls, second(has.address().port()))) {
      // where the other has none, the key goes nowhere
      ask(second, request);
      assertThat(has.end()).isEqualTo("answered");
      assertThat(has.codes()).containsExactly(Frontend.SSL_REQUEST);
    }
    if (mode == TlsMode.PREFER) {
      try (ProxyOn one = ProxyOn.start(cluster, any, tls, Peers.of(1, List.of()));
          ProxyOn second = ProxyOn.start(cluster, any, tls, second(one.port()));
          WireClient client = sleeping(one, Login.VERSION_3_2)) {
        ask(second, client.cancelRequest());
        assertEnded(client);
      }
    }
  }
}
