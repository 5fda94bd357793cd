package dev.lagrange.proxy.conversation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Predicate;

/**
 * A client that sends what it is told, right or wrong, and hands out what comes. Not thread-safe. A
 * server that is silent for {@link #PATIENCE_MILLIS} fails the read.
 */
public final class WireClient implements AutoCloseable {
  public static final int PATIENCE_MILLIS = 30_000;

  private static final int OK = 0;
  private static final int CLEAR_TEXT = 3;
  private static final int MD5 = 5;
  private static final int SASL = 10;
  private static final int SASL_CONTINUE = 11;
  private static final int SASL_FINAL = 12;

  private final Address address;
  private final Socket socket;
  private final DataInputStream in;
  private Delivery delivery = Delivery.whole();
  private int processId;
  private byte[] key = {};

  private WireClient(Address address, Socket socket) throws IOException {
    this.address = address;
    this.socket = socket;
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(PATIENCE_MILLIS);
    in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
  }

  @SuppressWarnings("resource") // closed with the client
  public static WireClient connect(Address address) throws IOException {
    Socket socket = new Socket();
    try {
      socket.connect(new InetSocketAddress(address.host(), address.port()), PATIENCE_MILLIS);
      return new WireClient(address, socket);
    } catch (IOException e) {
      socket.close();
      throw e;
    }
  }

  /** One over a connection that there is, such as one of TLS; closed with the client. */
  public static WireClient over(Address address, Socket socket) throws IOException {
    return new WireClient(address, socket);
  }

  /** From now on bytes are delivered in this way. */
  public void deliverBy(Delivery newDelivery) {
    delivery = newDelivery;
  }

  /** With whom it talks. */
  public Address address() {
    return address;
  }

  /** The process id that the server told; 0 before. */
  public int processId() {
    return processId;
  }

  public void send(byte[] bytes) throws IOException {
    delivery.write(socket.getOutputStream(), bytes);
  }

  /** Sends no more; what comes can still be read. */
  public void halfClose() throws IOException {
    socket.shutdownOutput();
  }

  /**
   * Starts a session and answers whatever the server asks for, until it is ready or refuses.
   *
   * @return all that came
   */
  public List<Message> logIn(Login login) throws IOException {
    send(Frontend.startup(login));
    return authenticate(login);
  }

  /** The same, the start-up packet having been sent. */
  public List<Message> authenticate(Login login) throws IOException {
    List<Message> messages = new ArrayList<>();
    ScramClient scram = new ScramClient(login.password());
    while (true) {
      Message message = read();
      messages.add(message);
      if ("ZE".indexOf(message.type()) >= 0 || message.type() == Message.Raw.CLOSED) {
        return messages;
      }
      if (message.type() == 'R') {
        try {
          answer(message.payload(), login, scram);
        } catch (GeneralSecurityException e) {
          throw new IOException("Logging in failed at " + message, e);
        }
      }
    }
  }

  private void answer(ByteBuffer request, Login login, ScramClient scram)
      throws IOException, GeneralSecurityException {
    int code = request.getInt();
    switch (code) {
      case OK -> {}
      case CLEAR_TEXT -> send(Frontend.password(login.password()));
      case MD5 -> {
        byte[] salt = new byte[Integer.BYTES];
        request.get(salt);
        String inner = md5((login.password() + login.parameter("user")).getBytes(UTF_8));
        byte[] salted = new Payload().raw(inner.getBytes(UTF_8)).raw(salt).toBytes();
        send(Frontend.password("md5" + md5(salted)));
      }
      case SASL -> send(Frontend.saslInitialResponse(ScramClient.MECHANISM, ScramClient.first()));
      case SASL_CONTINUE -> send(Frontend.saslResponse(scram.last(rest(request))));
      case SASL_FINAL -> scram.verify(rest(request));
      default -> throw new IOException("Nothing is known of authentication " + code);
    }
  }

  private static String rest(ByteBuffer body) {
    return UTF_8.decode(body).toString();
  }

  private static String md5(byte[] bytes) throws GeneralSecurityException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(bytes));
  }

  /** The next message; the end of the connection is one too. */
  public Message read() throws IOException {
    try {
      Message message = MessageReader.next(in);
      if (message.type() == 'K') {
        ByteBuffer body = message.payload();
        processId = body.getInt();
        key = new byte[body.remaining()];
        body.get(key);
      }
      return message;
    } catch (EOFException | SocketException e) {
      // a server that closes with bytes unread resets the connection
      return Message.Raw.closed();
    }
  }

  /** The one byte that answers a request for encryption. */
  public Message readAnswer() throws IOException {
    int answer = in.read();
    return answer < 0 ? Message.Raw.closed() : Message.Raw.answer(answer);
  }

  /** All bytes up to the end of the connection. */
  public Message readRest() throws IOException {
    return Message.Raw.rest(in.readAllBytes());
  }

  /** Reads up to the message for which the condition holds, or the end of the connection. */
  public List<Message> readUntil(Predicate<Message> last) throws IOException {
    List<Message> messages = new ArrayList<>();
    while (true) {
      Message message = read();
      messages.add(message);
      if (message.type() == Message.Raw.CLOSED || last.test(message)) {
        return messages;
      }
    }
  }

  /** Asks on a connection of its own to cancel what this one does, and waits until that is over. */
  public void cancel() throws IOException {
    cancel(processId, key);
  }

  /** What asks to cancel what this one does. */
  public byte[] cancelRequest() {
    return Frontend.cancelRequest(processId, key);
  }

  /** The same with a key of one's own. */
  public void cancel(int anyProcessId, byte[] anyKey) throws IOException {
    try (WireClient other = connect(address)) {
      other.send(Frontend.cancelRequest(anyProcessId, anyKey));
      Message answer = other.readAnswer();
      if (answer.type() != Message.Raw.CLOSED) {
        throw new IOException("A CancelRequest was answered: " + answer);
      }
    }
  }

  /** As {@link #cancel()}, but with a key that is not the session's. */
  public void cancelWithWrongKey() throws IOException {
    byte[] wrong = key.clone();
    wrong[0] ^= 1;
    cancel(processId, wrong);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
