package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Messages to a client. */
public final class Replies {

  private static final int TEXT = 25;

  private Replies() {}

  /** A step of a login, with its code. */
  public static ByteBuf authentication(ByteBufAllocator allocator, byte[] body) {
    return Requests.end(Requests.begin(allocator, 'R').writeBytes(body));
  }

  /** What a setting is that the client is told of. */
  public static ByteBuf parameterStatus(ByteBufAllocator allocator, String name, String value) {
    ByteBuf out = Requests.begin(allocator, 'S');
    Requests.text(out, name);
    Requests.text(out, value);
    return Requests.end(out);
  }

  /** By what the client may cancel. */
  public static ByteBuf backendKey(ByteBufAllocator allocator, CancelKey key) {
    ByteBuf out = Requests.begin(allocator, 'K');
    out.writeInt(key.pid()).writeBytes(key.secret());
    return Requests.end(out);
  }

  /** The newest minor version there is, and which options of the client are not known. */
  public static ByteBuf negotiate(ByteBufAllocator allocator, int minor, List<String> unknown) {
    ByteBuf out = Requests.begin(allocator, 'v');
    out.writeInt(3 << 16 | minor).writeInt(unknown.size());
    unknown.forEach(name -> Requests.text(out, name));
    return Requests.end(out);
  }

  /** The next query may come. */
  public static ByteBuf ready(ByteBufAllocator allocator, char status) {
    return Requests.end(Requests.begin(allocator, 'Z').writeByte(status));
  }

  /** A message without a body, such as {@code '1'}: the statement is parsed. */
  public static ByteBuf bare(ByteBufAllocator allocator, char type) {
    return Requests.end(Requests.begin(allocator, type));
  }

  /** A statement has ended. */
  public static ByteBuf complete(ByteBufAllocator allocator, String tag) {
    ByteBuf out = Requests.begin(allocator, 'C');
    Requests.text(out, tag);
    return Requests.end(out);
  }

  /** That a statement has no parameters. */
  public static ByteBuf noParameters(ByteBufAllocator allocator) {
    return Requests.end(Requests.begin(allocator, 't').writeShort(0));
  }

  /** Columns of texts. */
  public static ByteBuf columns(ByteBufAllocator allocator, List<String> names) {
    ByteBuf out = Requests.begin(allocator, 'T');
    out.writeShort(names.size());
    for (String name : names) {
      Requests.text(out, name);
      out.writeInt(0).writeShort(0); // of no table
      out.writeInt(TEXT).writeShort(-1).writeInt(-1).writeShort(0);
    }
    return Requests.end(out);
  }

  /** A row of texts. */
  public static ByteBuf row(ByteBufAllocator allocator, List<@Nullable String> values) {
    ByteBuf out = Requests.begin(allocator, 'D');
    out.writeShort(values.size());
    for (String value : values) {
      if (value == null) {
        out.writeInt(-1);
      } else {
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length).writeBytes(bytes);
      }
    }
    return Requests.end(out);
  }

  /**
   * An error.
   *
   * @param severity {@code ERROR}, after which the client goes on, or {@code FATAL}
   */
  public static ByteBuf error(
      ByteBufAllocator allocator, String severity, String sqlState, String message) {
    return error(allocator, severity, sqlState, message, null, null);
  }

  /** The same, with more to say; null for nothing. */
  public static ByteBuf error(
      ByteBufAllocator allocator,
      String severity,
      String sqlState,
      String message,
      @Nullable String detail,
      @Nullable String hint) {
    ByteBuf out = Requests.begin(allocator, 'E');
    field(out, 'S', severity);
    field(out, 'V', severity);
    field(out, 'C', sqlState);
    field(out, 'M', message);
    if (detail != null && !detail.isEmpty()) {
      field(out, 'D', detail);
    }
    if (hint != null && !hint.isEmpty()) {
      field(out, 'H', hint);
    }
    out.writeByte(0);
    return Requests.end(out);
  }

  /** A fatal error for a client that speaks a version before 3. */
  public static ByteBuf oldError(ByteBufAllocator allocator, String message) {
    ByteBuf out = allocator.buffer().writeByte('E');
    Requests.text(out, "FATAL:  " + message + "\n");
    return out;
  }

  private static void field(ByteBuf out, char code, String value) {
    out.writeByte(code);
    Requests.text(out, value.replace('\0', ' '));
  }
}
