package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;

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

  private Frontend() {}

  private static ByteBuf body(ByteBuf message) {
    return message.slice(
        message.readerIndex() + Wire.HEADER, message.readableBytes() - Wire.HEADER);
  }

  /** The number of the function that a function call is of. */
  public static int function(ByteBuf message) throws ProtocolException {
    ByteBuf body = body(message);
    if (body.readableBytes() < Integer.BYTES) {
      throw new ProtocolException("insufficient data left in message");
    }
    return body.readInt();
  }

  /** The text of a simple query. */
  public static String query(ByteBuf message) throws ProtocolException {
    return Wire.text(body(message));
  }

  /** Reads a Parse. */
  public static Parse parse(ByteBuf message) throws ProtocolException {
    ByteBuf body = body(message);
    String name = Wire.text(body);
    int start = body.readerIndex();
    String sql = Wire.text(body);
    byte[] rest = new byte[body.writerIndex() - start];
    body.getBytes(start, rest);
    return new Parse(name, new StatementText(sql, rest));
  }

  /** Reads a Bind, as far as its names. */
  public static Bind bind(ByteBuf message) throws ProtocolException {
    ByteBuf body = body(message);
    return new Bind(Wire.text(body), Wire.text(body));
  }

  /** Reads a Describe or a Close. */
  public static Target target(ByteBuf message) throws ProtocolException {
    ByteBuf body = body(message);
    if (!body.isReadable()) {
      throw new ProtocolException("insufficient data left in message");
    }
    return new Target((char) body.readByte(), Wire.text(body));
  }

  /** Reads the portal of an Execute. */
  public static String portal(ByteBuf message) throws ProtocolException {
    return Wire.text(body(message));
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
    ByteBuf body = body(message);
    Wire.skipText(body);
    Wire.skipText(body);
    ByteBuf head = Requests.begin(allocator, 'B');
    Requests.text(head, bind.portal());
    Requests.text(head, name);
    int rest = body.readableBytes();
    head.setInt(1, head.readableBytes() - 1 + rest);
    int from = message.writerIndex() - rest;
    if (rest <= 1024) {
      head.writeBytes(message, from, rest);
      message.release();
      return head;
    }
    message.readerIndex(from);
    CompositeByteBuf whole = allocator.compositeBuffer(2);
    return whole.addComponents(true, head, message);
  }

  /** The same Describe of a statement with another name. */
  public static ByteBuf describeStatement(ByteBufAllocator allocator, String name) {
    ByteBuf out = Requests.begin(allocator, 'D');
    out.writeByte('S');
    Requests.text(out, name);
    return Requests.end(out);
  }
}
