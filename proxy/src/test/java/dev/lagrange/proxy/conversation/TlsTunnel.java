package dev.lagrange.proxy.conversation;

import dev.lagrange.proxy.client.tls.TlsConnection;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/** A way to a server for clients that know no TLS: what they send goes on over TLS. */
public final class TlsTunnel implements AutoCloseable {

  private static final int AT_ONCE = 64 << 10;

  private final ServerSocket listening;
  private final int server;
  private final SSLContext context;
  private final ExecutorService threads = Executors.newCachedThreadPool();

  private TlsTunnel(ServerSocket listening, int server, SSLContext context) {
    this.listening = listening;
    this.server = server;
    this.context = context;
  }

  /** To a port of this machine, by TLS at once. */
  public static TlsTunnel to(int server, SSLContext context) throws IOException {
    ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    TlsTunnel tunnel = new TlsTunnel(listening, server, context);
    tunnel.threads.execute(tunnel::accept);
    return tunnel;
  }

  /** Where it listens. */
  public Address address() {
    return new Address("127.0.0.1", listening.getLocalPort());
  }

  private void accept() {
    try {
      while (true) {
        Socket client = listening.accept();
        threads.execute(() -> serve(client));
      }
    } catch (IOException e) {
      // closed
    }
  }

  private void serve(Socket client) {
    try (client;
        SSLSocket socket = TlsConnection.atOnce(server, context, "postgresql")) {
      socket.setSoTimeout(0);
      client.setTcpNoDelay(true);
      threads.execute(() -> pass(client, socket));
      pass(socket, client);
    } catch (IOException e) {
      // one of the two has gone
    }
  }

  private static void pass(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      byte[] bytes = new byte[AT_ONCE];
      for (int count = in.read(bytes); count >= 0; count = in.read(bytes)) {
        to.getOutputStream().write(bytes, 0, count);
      }
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
