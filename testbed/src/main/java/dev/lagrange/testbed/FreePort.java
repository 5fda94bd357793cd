package dev.lagrange.testbed;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.Set;

/**
 * A port of the loopback address that nobody had a moment ago, and that was not given before: of
 * two servers with one port the first would answer for the other, too. Of two JVMs that test side
 * by side, numbered by the system property {@code lagrange.testbed.fork}, neither is given a port
 * that a server of the other may come back to.
 */
final class FreePort {

  /** A fraction of the ports that the kernel chooses from; then old ones may come again. */
  private static final int MOST_REMEMBERED = 5_000;

  private static final int FORK = Integer.getInteger("lagrange.testbed.fork", 0);

  private static final Set<Integer> GIVEN = new HashSet<>();

  private FreePort() {}

  static synchronized int find() throws IOException {
    if (GIVEN.size() >= MOST_REMEMBERED) {
      GIVEN.clear();
    }
    while (true) {
      try (ServerSocket socket = new ServerSocket(0, 1, Link.LOOPBACK)) {
        int port = socket.getLocalPort();
        if (isOurs(port) && GIVEN.add(port)) {
          return port;
        }
      }
    }
  }

  /** By the last bit but one: the kernel prefers ports that are alike in the last. */
  private static boolean isOurs(int port) {
    return (port >> 1) % 2 == FORK % 2;
  }
}
