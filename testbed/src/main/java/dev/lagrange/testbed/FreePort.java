package dev.lagrange.testbed;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * A port of the loopback address that nobody had a moment ago, and that was not given before: of
 * two servers with one port the first would answer for the other, too.
 */
final class FreePort {

  /** Less than half of the ports that the kernel chooses from; then old ones may come again. */
  private static final int MOST_REMEMBERED = 10_000;

  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePort() {}

  static synchronized int find() throws IOException {
    if (GIVEN.size() >= MOST_REMEMBERED) {
      GIVEN.clear();
    }
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, Link.LOOPBACK)) {
        if (GIVEN.add(socket.getLocalPort())) {
          return socket.getLocalPort();
        }
      }
    }
  }
}
