package dev.lagrange.proxy.client.tls;

import dev.lagrange.proxy.conversation.Address;
import dev.lagrange.proxy.conversation.Frontend;
import dev.lagrange.proxy.conversation.WireClient;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Connections of clients that speak TLS by themselves. */
public final class TlsConnection {

  private static final String HOST = "127.0.0.1";

  private TlsConnection() {}

  /** Begins with TLS, naming protocols or none. The handshake is over, as far as clients know. */
  public static SSLSocket atOnce(int port, SSLContext context, String... protocols)
      throws IOException {
    return secure(plain(port), context, protocols);
  }

  /** Asks for TLS first. */
  static SSLSocket asked(int port, SSLContext context, String... protocols) throws IOException {
    return asked(plain(port), context, protocols);
  }

  /** The same over a connection that is open. */
  static SSLSocket asked(Socket socket, SSLContext context, String... protocols)
      throws IOException {
    socket.getOutputStream().write(Frontend.sslRequest());
    int answer = socket.getInputStream().read();
    if (answer != 'S') {
      socket.close();
      throw new IOException("SSLRequest was answered " + answer);
    }
    return secure(socket, context, protocols);
  }

  static Socket plain(int port) throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(WireClient.PATIENCE_MILLIS);
    return socket;
  }

  private static SSLSocket secure(Socket socket, SSLContext context, String... protocols)
      throws IOException {
    try {
      SSLSocket secure =
          (SSLSocket) context.getSocketFactory().createSocket(socket, HOST, socket.getPort(), true);
      SSLParameters parameters = secure.getSSLParameters();
      parameters.setApplicationProtocols(protocols);
      secure.setSSLParameters(parameters);
      secure.startHandshake();
      return secure;
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  static WireClient client(int port, Socket socket) throws IOException {
    return WireClient.over(new Address(HOST, port), socket);
  }
}
