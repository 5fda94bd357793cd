package dev.lagrange.proxy.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lagrange.testbed.Await;
import dev.lagrange.testbed.PostgresCluster;
import dev.lagrange.testbed.PostgresNode;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.Map;
import java.util.TreeMap;

/** A connection to a real server, spoken by hand up to the end of the login. */
final class WireServer implements AutoCloseable {

  private static final int PROTOCOL = 3 << 16;
  private static final int TLS_REQUEST = 80877103;

  private final Socket socket;
  private final DataInputStream in;
  private final DataOutputStream out;
  private boolean refused;

  private WireServer(Socket socket) throws IOException {
    this.socket = socket;
    this.in = new DataInputStream(socket.getInputStream());
    this.out = new DataOutputStream(socket.getOutputStream());
  }

  /** Connects, and sends the start-up message. */
  static WireServer connect(PostgresNode node, String user) throws IOException {
    return new WireServer(open(node)).start(user);
  }

  /** The same with TLS. */
  static WireServer connect(PostgresNode node, String user, TestCertificate trusted)
      throws IOException {
    Socket plain = open(node);
    try {
      DataOutputStream out = new DataOutputStream(plain.getOutputStream());
      out.writeInt(2 * Integer.BYTES);
      out.writeInt(TLS_REQUEST);
      if (plain.getInputStream().read() != 'S') {
        throw new IOException("The server has no TLS");
      }
      Socket secure =
          trusted
              .context()
              .getSocketFactory()
              .createSocket(plain, node.host(), node.directPort(), true);
      return new WireServer(secure).start(user);
    } catch (GeneralSecurityException e) {
      plain.close();
      throw new IOException(e);
    } catch (IOException e) {
      plain.close();
      throw e;
    }
  }

  private static Socket open(PostgresNode node) throws IOException {
    Socket socket = new Socket(node.host(), node.directPort());
    socket.setSoTimeout((int) Await.PATIENCE.toMillis());
    return socket;
  }

  private WireServer start(String user) throws IOException {
    ByteArrayOutputStream parameters = new ByteArrayOutputStream();
    for (String text : new String[] {"user", user, "database", PostgresCluster.DATABASE, ""}) {
      parameters.writeBytes((text + "\0").getBytes(UTF_8));
    }
    out.writeInt(2 * Integer.BYTES + parameters.size());
    out.writeInt(PROTOCOL);
    parameters.writeTo(out);
    return this;
  }

  /** Logs in: nothing, or the fields of the error that ended it, the server's or ours. */
  Map<Character, String> login(ServerLogin login) throws IOException {
    while (true) {
      byte[] body = read();
      if (refused) {
        return fields(body);
      }
      ServerReply reply = login.answer(body);
      if (reply instanceof ServerReply.Done) {
        return Map.of();
      }
      if (reply instanceof ServerReply.Failed failed) {
        return Map.of('C', failed.sqlState(), 'M', failed.message());
      }
      if (reply instanceof ServerReply.Send send) {
        send(send.body());
      }
    }
  }

  /** Sends a message of type {@code p}. */
  void send(byte[] body) throws IOException {
    out.writeByte('p');
    out.writeInt(Integer.BYTES + body.length);
    out.write(body);
  }

  /** The body of the next message, of type {@code R} or the error that is sent in its place. */
  byte[] read() throws IOException {
    byte type = in.readByte();
    byte[] body = new byte[in.readInt() - Integer.BYTES];
    in.readFully(body);
    if (type != 'R' && type != 'E') {
      throw new IOException("A message of type " + (char) type + " before the end of the login");
    }
    refused = type == 'E';
    return body;
  }

  /** The fields of an error. */
  static Map<Character, String> fields(byte[] body) {
    Map<Character, String> fields = new TreeMap<>();
    for (String field : new String(body, UTF_8).split("\0", -1)) {
      if (!field.isEmpty()) {
        fields.put(field.charAt(0), field.substring(1));
      }
    }
    return fields;
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
