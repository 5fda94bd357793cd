package dev.lagrange.cli.proxy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.lagrange.testbed.Await;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A client that needs little memory, and whose questions and answers can be told apart. */
final class PlainClient implements AutoCloseable {

  private static final int VERSION = 196_608;

  private final Socket socket = new Socket();

  /** Logs in where no password is asked for. */
  PlainClient(int port, String user, String database) throws IOException {
    try {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      socket.setSoTimeout((int) Await.PATIENCE.toMillis());
      socket.setTcpNoDelay(true);
      ByteArrayOutputStream body = new ByteArrayOutputStream();
      DataOutputStream packet = new DataOutputStream(body);
      packet.writeInt(VERSION);
      for (String word : new String[] {"user", user, "database", database, ""}) {
        packet.write(word.getBytes(US_ASCII));
        packet.write(0);
      }
      send(-1, body.toByteArray());
      awaitReady();
    } catch (IOException e) {
      close();
      throw e;
    }
  }

  /** Sends a simple query. */
  void ask(String sql) throws IOException {
    send('Q', (sql + '\0').getBytes(US_ASCII));
  }

  /** Says that it goes. */
  void bye() throws IOException {
    send('X', new byte[0]);
  }

  private void send(int type, byte[] body) throws IOException {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    DataOutputStream written = new DataOutputStream(message);
    if (type >= 0) {
      written.writeByte(type);
    }
    written.writeInt(body.length + 4);
    written.write(body);
    socket.getOutputStream().write(message.toByteArray());
  }

  /**
   * Reads up to where the server is ready.
   *
   * @return how many rows came
   * @throws IOException with the server's words if an error came
   */
  int awaitReady() throws IOException {
    DataInputStream in = new DataInputStream(socket.getInputStream());
    int rows = 0;
    while (true) {
      int type = in.readByte();
      byte[] body = new byte[in.readInt() - 4];
      in.readFully(body);
      switch (type) {
        case 'Z' -> {
          return rows;
        }
        case 'D' -> rows++;
        case 'E' -> throw new IOException(new String(body, US_ASCII).replace('\0', ' '));
        default -> {
          // parameters and the like
        }
      }
    }
  }

  /** Whether the other side still holds it: nothing came, and no end. */
  boolean isHeld() throws IOException {
    try {
      ask("");
      awaitReady();
      return true;
    } catch (EOFException e) {
      return false;
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
