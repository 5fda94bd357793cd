package dev.lagrange.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LinkIT {
  private static final int SILENCE_MILLIS = 200;

  private final Set<Integer> heard = ConcurrentHashMap.newKeySet();
  private final Set<Socket> accepted = ConcurrentHashMap.newKeySet();
  private ServerSocket echo;
  private Link link;

  @BeforeEach
  void open() throws IOException {
    echo = new ServerSocket(0, 50, Link.LOOPBACK);
    daemon(this::serve);
    link = new Link("test", echo::getLocalPort);
  }

  @AfterEach
  void close() throws IOException {
    link.close();
    echo.close();
  }

  @Test
  void openLinkRelaysBothWays() throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(7);

      assertThat(client.getInputStream().read()).isEqualTo(7);
    }
  }

  @Test
  void endOfStreamReachesTheOtherEnd() throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(7);
      client.shutdownOutput();

      assertThat(client.getInputStream().readAllBytes()).containsExactly(7);
    }
  }

  @Test
  void cutLinkIsSilentAndDeliversAfterItIsRestored() throws IOException {
    try (Socket before = connect()) {
      before.getOutputStream().write(1);
      assertThat(before.getInputStream().read()).isEqualTo(1);
      link.cut();

      try (Socket after = connect()) {
        before.getOutputStream().write(2);
        after.getOutputStream().write(3);
        assertThatThrownBy(() -> readWithin(before)).isInstanceOf(SocketTimeoutException.class);
        assertThatThrownBy(() -> readWithin(after)).isInstanceOf(SocketTimeoutException.class);

        link.restore();
        assertThat(before.getInputStream().read()).isEqualTo(2);
        assertThat(after.getInputStream().read()).isEqualTo(3);
      }
    }
  }

  @Test
  void linkCutTowardsTheClientStillDeliversToTheServer() throws IOException {
    try (Socket client = connect()) {
      echoOf(client, 1);
      link.cut(Link.Direction.TO_CLIENT);

      client.getOutputStream().write(2);
      Await.until("the server to hear it", Duration.ofSeconds(30), () -> heard.contains(2));
      assertThatThrownBy(() -> readWithin(client)).isInstanceOf(SocketTimeoutException.class);

      link.restore();
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void linkCutTowardsTheServerStillDeliversToTheClient() throws IOException {
    try (Socket client = connect()) {
      echoOf(client, 1);
      link.cut(Link.Direction.TO_SERVER);

      client.getOutputStream().write(2);
      answer(9);
      assertThat(client.getInputStream().read()).isEqualTo(9);
      assertThat(heard).doesNotContain(2);

      link.restore();
      assertThat(client.getInputStream().read()).isEqualTo(2);
    }
  }

  @Test
  void connectionThroughAHalfCutLinkIsSilentInBothDirections() throws IOException {
    link.cut(Link.Direction.TO_CLIENT);
    try (Socket client = connect()) {
      client.getOutputStream().write(1);
      assertThatThrownBy(() -> readWithin(client)).isInstanceOf(SocketTimeoutException.class);
      assertThat(heard).isEmpty();

      link.restore();
      assertThat(client.getInputStream().read()).isEqualTo(1);
    }
  }

  @Test
  void droppedConnectionIsResetAndTheNextOneIsRelayed() throws IOException {
    try (Socket client = connect()) {
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);

      link.drop();

      assertThatThrownBy(() -> client.getInputStream().read()).hasMessageContaining("reset");
    }
    openLinkRelaysBothWays();
  }

  @Test
  void refusingLinkRefusesAndListensOnTheSamePortAgain() throws IOException {
    int port = link.port();
    link.refuse();
    assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);

    link.restore();

    assertThat(link.port()).isEqualTo(port);
    openLinkRelaysBothWays();
  }

  @Test
  void delayedBytesComeLateAndInOrderEvenIfTheDelayShrinks() throws IOException {
    try (Socket client = connect()) {
      long start = System.nanoTime();
      link.delay(Duration.ofMillis(40));
      client.getOutputStream().write(1);
      assertThat(client.getInputStream().read()).isEqualTo(1);
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .isGreaterThanOrEqualTo(Duration.ofMillis(80));

      client.getOutputStream().write(2);
      link.delay(Duration.ZERO);
      client.getOutputStream().write(3);
      assertThat(client.getInputStream().readNBytes(2)).containsExactly(2, 3);
    }
  }

  private static void echoOf(Socket client, int value) throws IOException {
    client.getOutputStream().write(value);
    assertThat(client.getInputStream().read()).isEqualTo(value);
  }

  /** Lets the server say something of its own accord. */
  private void answer(int value) throws IOException {
    for (Socket socket : accepted) {
      socket.getOutputStream().write(value);
    }
  }

  private Socket connect() throws IOException {
    Socket client = new Socket(Link.LOOPBACK, link.port());
    client.setTcpNoDelay(true);
    return client;
  }

  private static int readWithin(Socket socket) throws IOException {
    socket.setSoTimeout(SILENCE_MILLIS);
    try {
      return socket.getInputStream().read();
    } finally {
      socket.setSoTimeout(0);
    }
  }

  private void serve() {
    try {
      while (true) {
        Socket socket = echo.accept();
        accepted.add(socket);
        daemon(() -> echo(socket));
      }
    } catch (IOException e) {
      // closed at the end of the test
    }
  }

  private void echo(Socket socket) {
    try (socket) {
      socket.setTcpNoDelay(true);
      for (int value = socket.getInputStream().read();
          value >= 0;
          value = socket.getInputStream().read()) {
        heard.add(value);
        socket.getOutputStream().write(value);
      }
    } catch (IOException e) {
      if (!String.valueOf(e.getMessage()).contains("reset")) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "echo");
    thread.setDaemon(true);
    thread.start();
  }
}
