package dev.lagrange.driver.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lagrange.control.postgresql.PostgresVendor;
import dev.lagrange.routing.option.HostPort;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Connections to a server that lets everybody in, and then answers nothing. */
final class StampingDataSourceTest {

  /** AuthenticationOk, two parameters, and ReadyForQuery: no transaction is open. */
  private static final byte[] WELCOME =
      ("R\0\0\0\10\0\0\0\0"
              + "S\0\0\0\31client_encoding\0UTF8\0"
              + "S\0\0\0\30server_version\0"
              + "18.0\0"
              + "Z\0\0\0\5I")
          .getBytes(StandardCharsets.US_ASCII);

  @Test
  @Timeout(60)
  void serverThatNeverAnswersIsGivenUp() throws Exception {
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      CompletableFuture<Integer> met = CompletableFuture.supplyAsync(() -> meet(server));
      StampingDataSource source =
          new StampingDataSource(
              new PostgresVendor(),
              new HostPort("127.0.0.1", server.getLocalPort()),
              "app",
              Map.of("user", "app", "sslmode", "disable", "gssEncMode", "disable"),
              System::nanoTime,
              new OpenConnections(),
              Duration.ofMillis(200));

      assertThatThrownBy(source::getConnection)
          .isInstanceOfSatisfying(
              SQLException.class,
              e -> assertThat(e.getSQLState()).as(e.toString()).startsWith("08"));
      assertThat(met.join()).as("what the question begins with").isEqualTo('P');
    }
  }

  /** Returns the first byte after the greeting, and waits until the client goes. */
  private static int meet(ServerSocket server) {
    try (Socket client = server.accept();
        DataInputStream from = new DataInputStream(client.getInputStream())) {
      from.readNBytes(from.readInt() - Integer.BYTES);
      client.getOutputStream().write(WELCOME);
      int first = from.read();
      while (from.read() >= 0) {
        // the rest of the question
      }
      return first;
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }
}
