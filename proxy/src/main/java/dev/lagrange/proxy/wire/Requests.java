package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/** Messages to a server. */
public final class Requests {

  /** Protocol 3.0. */
  private static final int VERSION = 3 << 16;

  private static final int CANCEL = 80877102;
  private static final int TLS = 80877103;

  private Requests() {}

  /** The first message, with its parameters. */
  public static ByteBuf startup(ByteBufAllocator allocator, Map<String, String> parameters) {
    ByteBuf out = allocator.buffer();
    out.writeInt(0).writeInt(VERSION);
    parameters.forEach(
        (name, value) -> {
          text(out, name);
          text(out, value);
        });
    out.writeByte(0);
    return out.setInt(0, out.readableBytes());
  }

  /** Asks for TLS; the answer is one byte. */
  public static ByteBuf tls(ByteBufAllocator allocator) {
    return allocator.buffer().writeInt(2 * Integer.BYTES).writeInt(TLS);
  }

  /** A password, or a further answer of SASL. */
  public static ByteBuf password(ByteBufAllocator allocator, byte[] payload) {
    ByteBuf out = begin(allocator, 'p');
    out.writeBytes(payload);
    return end(out);
  }

  /** A simple query. */
  public static ByteBuf query(ByteBufAllocator allocator, String sql) {
    ByteBuf out = begin(allocator, 'Q');
    text(out, sql);
    return end(out);
  }

  /** Closes a prepared statement. */
  public static ByteBuf closeStatement(ByteBufAllocator allocator, String name) {
    ByteBuf out = begin(allocator, 'C');
    out.writeByte('S');
    text(out, name);
    return end(out);
  }

  /** A Bind without parameters, whose rows are to be texts. */
  public static ByteBuf bind(ByteBufAllocator allocator, Frontend.Bind names) {
    ByteBuf out = begin(allocator, 'B');
    text(out, names.portal());
    text(out, names.statement());
    out.writeShort(0).writeShort(0).writeShort(0);
    return end(out);
  }

  /** Executes the unnamed portal, all of it. */
  public static ByteBuf execute(ByteBufAllocator allocator) {
    ByteBuf out = begin(allocator, 'E');
    out.writeByte(0).writeInt(0);
    return end(out);
  }

  /** The end of an implicit transaction. */
  public static ByteBuf sync(ByteBufAllocator allocator) {
    return end(begin(allocator, 'S'));
  }

  /** Asks for what was answered so far. */
  public static ByteBuf flush(ByteBufAllocator allocator) {
    return end(begin(allocator, 'H'));
  }

  /** Asks for the cancellation of what another connection runs. */
  public static ByteBuf cancel(ByteBufAllocator allocator, CancelKey key) {
    ByteBuf out = allocator.buffer();
    out.writeInt(12 + key.secret().length).writeInt(CANCEL).writeInt(key.pid());
    return out.writeBytes(key.secret());
  }

  static ByteBuf begin(ByteBufAllocator allocator, char type) {
    return allocator.buffer().writeByte(type).writeInt(0);
  }

  static ByteBuf end(ByteBuf message) {
    return message.setInt(1, message.readableBytes() - 1);
  }

  static void text(ByteBuf out, String text) {
    out.writeCharSequence(text, StandardCharsets.UTF_8);
    out.writeByte(0);
  }
}
