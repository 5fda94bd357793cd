package dev.lagrange.proxy.client.tls;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A way to a server on which each byte of the client's is sent alone, and may be read along. */
final class ByteByByte implements AutoCloseable {

  private final ServerSocket listening;
  private final int server;
  private final OutputStream said;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private ByteByByte(ServerSocket listening, int server, OutputStream said) {
    this.listening = listening;
    this.server = server;
    this.said = said;
  }

  static ByteByByte before(int server) throws IOException {
    return before(server, OutputStream.nullOutputStream());
  }

  /** One client's bytes are written there. */
  static ByteByByte before(int server, OutputStream said) throws IOException {
    ServerSocket listening = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    ByteByByte all = new ByteByByte(listening, server, said);
    all.threads.execute(all::serve);
    return all;
  }

  int port() {
    return listening.getLocalPort();
  }

  private void serve() {
    try (Socket client = listening.accept();
        Socket socket = TlsConnection.plain(server)) {
      threads.execute(() -> answer(socket, client));
      InputStream in = client.getInputStream();
      OutputStream out = socket.getOutputStream();
      for (int next = in.read(); next >= 0; next = in.read()) {
        said.write(next);
        out.write(next);
      }
    } catch (IOException e) {
      // one of the two has gone
    }
  }

  private static void answer(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // one of the two has gone
    }
  }

  @Override
  public void close() throws IOException {
    listening.close();
    threads.shutdownNow();
  }
}
