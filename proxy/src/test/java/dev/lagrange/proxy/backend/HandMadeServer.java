package dev.lagrange.proxy.backend;

import dev.lagrange.routing.option.HostPort;
import dev.lagrange.testbed.Await;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server that answers as a test says. {@link #close()} ends it and its connections. */
public final class HandMadeServer implements AutoCloseable {

  /** What happens on one connection. */
  @FunctionalInterface
  public interface Answer {
    /**
     * Answers; the connection is closed afterwards.
     *
     * @param code of the first message, such as 80877103 for TLS
     */
    void to(int code, DataInputStream in, Socket socket) throws IOException;
  }

  private final ServerSocket listener;
  private final BlockingQueue<Integer> codes = new LinkedBlockingQueue<>();
  private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

  private HandMadeServer(ServerSocket listener) {
    this.listener = listener;
  }

  public static HandMadeServer start(Answer answer) throws IOException {
    HandMadeServer server =
        new HandMadeServer(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()));
    Thread thread = new Thread(() -> server.accept(answer), "hand-made server");
    thread.setDaemon(true);
    thread.start();
    return server;
  }

  public HostPort address() {
    return new HostPort("127.0.0.1", listener.getLocalPort());
  }

  private void accept(Answer answer) {
    while (!listener.isClosed()) {
      try (Socket socket = listener.accept()) {
        socket.setSoTimeout((int) Await.PATIENCE.toMillis());
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readInt();
        int code = in.readInt();
        codes.add(code);
        answer.to(code, in, socket);
        ends.add("answered");
      } catch (IOException e) {
        ends.add(String.valueOf(e.getMessage()));
      }
    }
  }

  /** The codes of the first messages so far, one of each connection. */
  public Integer[] codes() {
    return codes.toArray(Integer[]::new);
  }

  /** How a connection ended; waits for it. */
  public @Nullable String end() throws InterruptedException {
    return ends.poll(Await.PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
