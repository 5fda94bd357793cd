package dev.lagrange.testbed;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A network path on this machine that can fail: a TCP relay on a port of its own, which stays the
 * same for the life of the link. Relays faithfully until told otherwise. Thread-safe.
 */
public final class Link {
  /** The address of all links and servers. */
  static final String HOST = "127.0.0.1";

  /** The same, not looked up. */
  static final InetAddress LOOPBACK = loopback();

  private static final int BACKLOG = 512;

  /** A way through a link. */
  public enum Direction {
    /** From whoever connected to the server. */
    TO_SERVER,
    /** From the server to whoever connected. */
    TO_CLIENT
  }

  private enum State {
    RELAYING,
    REFUSING,
    CLOSED
  }

  private final String name;
  private final InetSocketAddress address;
  private final Set<RelayedConnection> connections = ConcurrentHashMap.newKeySet();
  private volatile IntSupplier targetPort;
  private volatile State state = State.RELAYING;
  private volatile Set<Direction> cut = Set.of();
  private volatile long delayNanos;
  private ServerSocket listener;
  private @Nullable Socket portHolder;

  Link(String name, IntSupplier targetPort) throws IOException {
    this.name = name;
    this.targetPort = targetPort;
    this.listener = new ServerSocket(0, BACKLOG, LOOPBACK);
    this.address = new InetSocketAddress(LOOPBACK, listener.getLocalPort());
    startAccepting();
  }

  /** The port on 127.0.0.1 to connect to. */
  public int port() {
    return address.getPort();
  }

  /**
   * Makes the link a black hole: connections stay open, nothing is forwarded, new ones are accepted
   * and hear nothing. What was sent meanwhile arrives after {@link #restore()}, as after a network
   * partition.
   */
  public void cut() {
    cut(EnumSet.allOf(Direction.class));
  }

  /**
   * Makes the link a black hole in one direction, and relays the other. Whoever connects meanwhile
   * hears nothing, since a connection needs both. Unlike in a network, the sender of the open
   * direction is not held up by acknowledgements that do not come.
   */
  public void cut(Direction direction) {
    cut(EnumSet.of(direction));
  }

  private synchronized void cut(Set<Direction> directions) {
    acceptAgain();
    cut = Set.copyOf(directions);
    become(State.RELAYING);
  }

  /**
   * Resets all current connections. New ones are relayed as before, or as the state of the link
   * demands.
   */
  public void drop() {
    connections.forEach(RelayedConnection::drop);
  }

  /** Resets all current connections and refuses new ones, like a machine whose server is down. */
  public synchronized void refuse() {
    if (state == State.REFUSING || state == State.CLOSED) {
      return;
    }
    cut = Set.of();
    become(State.REFUSING);
    try {
      listener.close();
    } catch (IOException e) {
      throw new UncheckedIOException("Link " + name + " cannot close its port " + port(), e);
    }
    // the kernel listens on until the thread that accepts has left its call
    Await.until("link " + name + " to hold its port " + port(), Await.PATIENCE, this::holdPort);
    drop();
  }

  private boolean holdPort() throws IOException {
    Socket holder = new Socket();
    try {
      holder.setReuseAddress(true);
      holder.bind(address);
    } catch (IOException e) {
      holder.close();
      throw e;
    }
    portHolder = holder;
    return true;
  }

  /**
   * Delays every byte by this much, in each direction; the round trip grows by twice as much. Zero
   * ends it.
   */
  public void delay(Duration eachWay) {
    delayNanos = eachWay.toNanos();
  }

  /** Relays faithfully again: nothing is cut, refused or delayed. */
  public synchronized void restore() {
    acceptAgain();
    delayNanos = 0;
    cut = Set.of();
    become(State.RELAYING);
  }

  /**
   * Leads to another port from now on; current connections stay with the old one, as when an
   * address moves to another machine.
   */
  public void retarget(IntSupplier port) {
    targetPort = port;
  }

  InetSocketAddress target() {
    return new InetSocketAddress(LOOPBACK, targetPort.getAsInt());
  }

  long delayNanos() {
    return delayNanos;
  }

  /** Waits while the link is cut in any direction. */
  void awaitOpen(RelayedConnection connection) throws IOException, InterruptedException {
    for (Direction direction : Direction.values()) {
      awaitOpen(connection, direction);
    }
  }

  /** Waits while the link is cut in this direction. */
  void awaitOpen(RelayedConnection connection, Direction direction)
      throws IOException, InterruptedException {
    if (cut.contains(direction)) {
      awaitChange(connection, direction);
    }
    if (connection.isClosed()) {
      throw new SocketException("connection of link " + name + " is closed");
    }
  }

  private synchronized void awaitChange(RelayedConnection connection, Direction direction)
      throws InterruptedException {
    while (cut.contains(direction) && state == State.RELAYING && !connection.isClosed()) {
      wait();
    }
  }

  synchronized void forget(RelayedConnection connection) {
    connections.remove(connection);
    notifyAll();
  }

  synchronized void close() {
    become(State.CLOSED);
    try {
      listener.close();
      if (portHolder != null) {
        portHolder.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    drop();
  }

  private synchronized void become(State next) {
    if (state == State.CLOSED) {
      throw new IllegalStateException("Link " + name + " is closed");
    }
    state = next;
    notifyAll();
  }

  private void acceptAgain() {
    if (state != State.REFUSING || portHolder == null) {
      return;
    }
    try {
      portHolder.close();
      listener = new ServerSocket();
      listener.setReuseAddress(true);
      listener.bind(address, BACKLOG);
      startAccepting();
    } catch (IOException e) {
      throw new UncheckedIOException(
          "Link " + name + " cannot listen on its port " + port() + " again", e);
    }
  }

  private void startAccepting() {
    ServerSocket accepting = listener;
    Thread thread = new Thread(() -> accept(accepting), name + " accept");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(ServerSocket accepting) {
    try {
      while (true) {
        RelayedConnection connection = new RelayedConnection(this, accepting.accept());
        connections.add(connection);
        connection.start(name);
        if (state == State.REFUSING || state == State.CLOSED) {
          connection.drop();
        }
      }
    } catch (IOException e) {
      // the listener was closed: the link refuses, or is closed itself
    }
  }

  private static InetAddress loopback() {
    try {
      return InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes make an address", e);
    }
  }
}
