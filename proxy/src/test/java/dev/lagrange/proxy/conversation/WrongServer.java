package dev.lagrange.proxy.conversation;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * A relay to PostgreSQL that spoils what the server says: the negative control of the comparison.
 * Each message of the server goes through a function that answers those to pass on in its place.
 * Start-up without encryption only. {@link #close()} ends it and its connections.
 */
final class WrongServer implements AutoCloseable {
  private final ServerSocket listener;
  private final Address server;
  private final Function<List<Message>, List<Message>> fault;
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          task -> {
            Thread thread = new Thread(task, "wrong server");
            thread.setDaemon(true);
            return thread;
          });

  private WrongServer(Address server, Function<List<Message>, List<Message>> fault)
      throws IOException {
    this.server = server;
    this.fault = fault;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  }

  /** The fault gets the messages of one answer, up to a ReadyForQuery. */
  static WrongServer before(Address server, Function<List<Message>, List<Message>> fault)
      throws IOException {
    WrongServer wrong = new WrongServer(server, fault);
    wrong.threads.execute(wrong::accept);
    return wrong;
  }

  Address address() {
    return new Address(listener.getInetAddress().getHostAddress(), listener.getLocalPort());
  }

  private void accept() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        Socket backend = new Socket(server.host(), server.port());
        threads.execute(() -> relay(client, backend));
        threads.execute(() -> spoil(backend, client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new UncheckedIOException(e);
        }
      }
    }
  }

  private static void relay(Socket client, Socket backend) {
    try (client;
        backend) {
      client.getInputStream().transferTo(backend.getOutputStream());
    } catch (IOException e) {
      // either of the two has gone
    }
  }

  private void spoil(Socket backend, Socket client) {
    try (client;
        backend) {
      DataInputStream in = new DataInputStream(backend.getInputStream());
      OutputStream out = client.getOutputStream();
      boolean loggedIn = false;
      while (true) {
        List<Message> answer = MessageReader.upToReady(in, loggedIn);
        for (Message message : loggedIn ? fault.apply(answer) : answer) {
          out.write(message.toBytes());
        }
        out.flush();
        loggedIn |= answer.get(answer.size() - 1).type() == 'Z';
      }
    } catch (IOException e) {
      // either of the two has gone
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    threads.shutdownNow();
  }
}
