package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What is read of a client's messages, and what is written in their place. A message keeps its
 * reader index.
 */
public final class Frontend {

  /** A Parse: what is prepared, and under which name. */
  public record Parse(String name, StatementText statement) {}

  /** A Bind: the portal, and the statement it is of. */
  public record Bind(String portal, String statement) {}

  /**
   * A Describe or a Close: {@code 'S'} for a statement or {@code 'P'} for a portal, and its name.
   */
  public record Target(char kind, String name) {}

  private static final Bind UNNAMED = new Bind("", "");
  private static final Target PORTAL = new Target('P', "");
  private static final int HEADER = Wire.HEADER;

  private Frontend() {}

  /** Where the text that begins somewhere in a message has its zero. */
  private static int end(ByteBuf message, int start) throws ProtocolException {
    int zero = message.indexOf(start, message.writerIndex(), (byte) 0);
    if (zero < 0) {
      throw new ProtocolException("invalid string in message");
    }
    return zero;
  }

  private static String text(ByteBuf message, int start, int end) {
    return start == end ? "" : message.toString(start, end - start, StandardCharsets.UTF_8);
  }

  private static int body(ByteBuf message) {
    return message.readerIndex() + HEADER;
  }

  /** The number of the function that a function call is of. */
  public static int function(ByteBuf message) throws ProtocolException {
    if (message.readableBytes() < HEADER + Integer.BYTES) {
      throw new ProtocolException("insufficient data left in message");
    }
    return message.getInt(body(message));
  }

  /** The text of a simple query. */
  public static String query(ByteBuf message) throws ProtocolException {
    int start = body(message);
    return text(message, start, end(message, start));
  }

  /**
   * Reads a Parse.
   *
   * @param before the one before, which many clients send again and again; null if there was none
   * @return the very one before if this says the same
   */
  public static Parse parse(ByteBuf message, @Nullable Parse before) throws ProtocolException {
    int start = body(message);
    int zero = end(message, start);
    int rest = message.writerIndex() - zero - 1;
    if (before != null
        && zero == start
        && before.name().isEmpty()
        && before.statement().isIn(message, zero + 1, rest)) {
      return before;
    }
    int sql = zero + 1;
    String text = text(message, sql, end(message, sql));
    byte[] bytes = new byte[rest];
    message.getBytes(sql, bytes);
    return new Parse(text(message, start, zero), new StatementText(text, bytes));
  }

  /** Reads a Bind, as far as its names. */
  public static Bind bind(ByteBuf message) throws ProtocolException {
    int start = body(message);
    int portal = end(message, start);
    int statement = end(message, portal + 1);
    if (statement == start + 1) {
      return UNNAMED;
    }
    return new Bind(text(message, start, portal), text(message, portal + 1, statement));
  }

  /** Reads a Describe or a Close. */
  public static Target target(ByteBuf message) throws ProtocolException {
    if (message.readableBytes() <= HEADER) {
      throw new ProtocolException("insufficient data left in message");
    }
    int start = body(message);
    int end = end(message, start + 1);
    char kind = (char) message.getByte(start);
    return kind == 'P' && end == start + 1
        ? PORTAL
        : new Target(kind, text(message, start + 1, end));
  }

  /** Reads an Execute, of which nobody wants to know more than that it can be read. */
  public static void checkExecute(ByteBuf message) throws ProtocolException {
    end(message, body(message));
  }

  /** A Parse of a statement under a name. */
  public static ByteBuf parse(ByteBufAllocator allocator, String name, StatementText statement) {
    ByteBuf out = Requests.begin(allocator, 'P');
    Requests.text(out, name);
    out.writeBytes(statement.bytes());
    return Requests.end(out);
  }

  /** The same Bind of a statement with another name. Takes the message over. */
  public static ByteBuf bindTo(ByteBufAllocator allocator, ByteBuf message, Bind bind, String name)
      throws ProtocolException {
    int from = end(message, end(message, body(message)) + 1) + 1;
    ByteBuf head = Requests.begin(allocator, 'B');
    Requests.text(head, bind.portal());
    Requests.text(head, name);
    int rest = message.writerIndex() - from;
    head.setInt(1, head.readableBytes() - 1 + rest);
    if (rest <= 1024) {
      head.writeBytes(message, from, rest);
      message.release();
      return head;
    }
    CompositeByteBuf whole = allocator.compositeBuffer(2);
    return whole.addComponents(true, head, message.slice(from, rest));
  }

  /** The same Describe of a statement with another name. */
  public static ByteBuf describeStatement(ByteBufAllocator allocator, String name) {
    ByteBuf out = Requests.begin(allocator, 'D');
    out.writeByte('S');
    Requests.text(out, name);
    return Requests.end(out);
  }
}
