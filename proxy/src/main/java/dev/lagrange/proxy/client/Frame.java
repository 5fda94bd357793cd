package dev.lagrange.proxy.client;

import dev.lagrange.proxy.wire.Frontend;
import dev.lagrange.proxy.wire.ProtocolException;
import io.netty.buffer.ByteBuf;
import org.jspecify.annotations.Nullable;

/**
 * One message of a client that waits for its turn; whoever takes it releases it. It is read once,
 * however often somebody wants to know what it says, and keeps its indices when it is sent.
 */
final class Frame {

  @FunctionalInterface
  private interface Reader<T> {
    T read(ByteBuf message) throws ProtocolException;
  }

  private final byte type;
  private final ByteBuf message;
  private @Nullable Object said;

  Frame(byte type, ByteBuf message) {
    this.type = type;
    this.message = message;
  }

  byte type() {
    return type;
  }

  ByteBuf message() {
    return message;
  }

  /**
   * What it says, as a Parse.
   *
   * @param before as in {@link Frontend#parse(ByteBuf, Frontend.Parse)}
   */
  Frontend.Parse parse(Frontend.@Nullable Parse before) throws ProtocolException {
    return read(Frontend.Parse.class, message -> Frontend.parse(message, before));
  }

  /** What it says, as a Bind. */
  Frontend.Bind bind() throws ProtocolException {
    return read(Frontend.Bind.class, Frontend::bind);
  }

  /** What it says, as a Describe or a Close. */
  Frontend.Target target() throws ProtocolException {
    return read(Frontend.Target.class, Frontend::target);
  }

  private <T> T read(Class<T> as, Reader<T> reader) throws ProtocolException {
    if (as.isInstance(said)) {
      return as.cast(said);
    }
    T read = reader.read(message);
    said = read;
    return read;
  }

  /** Whether it has the server answer, so that the client may be waiting for that. */
  boolean isCall() {
    return switch (type) {
      case 'Q', 'F', 'S', 'H' -> true;
      default -> false;
    };
  }

  /** Whether it has the server do something. */
  boolean asks() {
    return switch (type) {
      case 'Q', 'F', 'P', 'B', 'D', 'E' -> true;
      default -> false;
    };
  }

  /** Whether it belongs to a COPY, or is left alone by a server that reads one. */
  boolean isOfCopy() {
    return switch (type) {
      case 'd', 'c', 'f', 'S', 'H' -> true;
      default -> false;
    };
  }

  /** Has it released once more. */
  void retain() {
    message.retain();
  }

  void release() {
    message.release();
  }
}
