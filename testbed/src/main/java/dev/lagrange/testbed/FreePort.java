package dev.lagrange.testbed;

import java.io.IOException;
import java.net.ServerSocket;

/** A port of the loopback address that nobody had a moment ago. */
final class FreePort {

  private FreePort() {}

  static int find() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, Link.LOOPBACK)) {
      return socket.getLocalPort();
    }
  }
}
