package dev.lagrange.testbed;

import java.io.IOException;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A connection through a link: the client's socket, the server's, and a pump for each direction.
 * Thread-safe.
 */
final class RelayedConnection {
  private final Link link;
  private final Socket client;
  private final Socket server = new Socket();
  private final AtomicInteger directionsEnded = new AtomicInteger();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();
  private volatile boolean closed;

  RelayedConnection(Link link, Socket client) {
    this.link = link;
    this.client = client;
  }

  /** Connects to the server as soon as the link is open, then relays until an end closes. */
  void start(String name) {
    startThread(() -> connectAndRelay(name), name + " to server");
  }

  boolean isClosed() {
    return closed;
  }

  private void connectAndRelay(String name) {
    try {
      link.awaitOpen(this);
      client.setTcpNoDelay(true);
      server.setTcpNoDelay(true);
      server.connect(link.target());
    } catch (IOException e) {
      drop();
      return;
    } catch (InterruptedException e) {
      drop();
      return;
    }
    startThread(
        new Pump(this, link, Link.Direction.TO_CLIENT, server, client, name + " to client"),
        name + " to client");
    new Pump(this, link, Link.Direction.TO_SERVER, client, server, name + " to server").run();
  }

  void startThread(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
    if (closed) {
      thread.interrupt();
    }
  }

  /** One direction has come to its regular end. */
  void ended() {
    if (directionsEnded.incrementAndGet() == 2) {
      close();
    }
  }

  /** One end is gone. While the link is cut nobody may learn of it. */
  void broken() {
    try {
      link.awaitOpen(this);
    } catch (IOException | InterruptedException e) {
      // closed meanwhile
    }
    drop();
  }

  /** Closes both ends so that they see a reset. */
  void drop() {
    reset(client);
    reset(server);
    close();
  }

  private static void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already
    }
  }

  private void close() {
    closed = true;
    closeQuietly(client);
    closeQuietly(server);
    link.forget(this);
    threads.stream().filter(thread -> thread != Thread.currentThread()).forEach(Thread::interrupt);
  }

  private static void closeQuietly(Socket socket) {
    try {
      socket.close();
    } catch (IOException e) {
      // closed is closed
    }
  }
}
