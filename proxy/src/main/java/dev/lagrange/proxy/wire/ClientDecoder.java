package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.util.List;

/** Cuts what a client sends into messages. One for each connection. */
public final class ClientDecoder extends ByteToMessageDecoder {

  /** Takes the messages of one client, on its event loop. */
  public interface Sink {

    /** The first message, or another of its kind; without its length. Not to be kept. */
    void startup(ByteBuf body);

    /** A message, with type and length, to be released. */
    void message(byte type, ByteBuf message);

    /** What came is no message, and its sender is not to be answered. */
    void hangUp();

    /** What came is no message; nothing more is read. */
    void malformed(String problem);
  }

  /** In bytes; as long as what is looked at of a server's. */
  private static final int LONGEST = 64 << 20;

  private static final int LONGEST_OF_STRANGERS = 65_535;

  private static final String TYPES = "QPBDECSHXFdcfp";

  private final Sink sink;
  private boolean started;
  private boolean trusted;
  private boolean broken;

  /** For one client. */
  public ClientDecoder(Sink sink) {
    this.sink = sink;
  }

  /** From now on messages have types. */
  public void started() {
    started = true;
  }

  /** The client is authenticated, and may send long messages. */
  public void trusted() {
    trusted = true;
  }

  /** Whether bytes are left that were read with those before. */
  public boolean hasMore() {
    return actualReadableBytes() > 0;
  }

  @Override
  protected void decode(ChannelHandlerContext context, ByteBuf in, List<Object> out) {
    if (broken) {
      in.skipBytes(in.readableBytes());
    } else if (started) {
      message(in);
    } else {
      first(in);
    }
  }

  private void first(ByteBuf in) {
    if (in.readableBytes() < 4) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    if (length < 8 || length > Startup.LONGEST) {
      hangUp();
      return;
    }
    if (in.readableBytes() >= length) {
      in.skipBytes(4);
      sink.startup(in.readSlice(length - 4));
    }
  }

  private void message(ByteBuf in) {
    if (in.readableBytes() < Wire.HEADER) {
      return;
    }
    byte type = in.getByte(in.readerIndex());
    int length = in.getInt(in.readerIndex() + 1);
    if (TYPES.indexOf(type) < 0) {
      refuse("invalid frontend message type " + (type & 0xff));
    } else if (length < 4) {
      hangUp();
    } else if (length > (trusted ? LONGEST : LONGEST_OF_STRANGERS)) {
      refuse("invalid message length " + length + " of message '" + (char) type + "'");
    } else if (in.readableBytes() > length) {
      sink.message(type, in.readRetainedSlice(length + 1));
    }
  }

  /** As the server does with whom it cannot understand at all. */
  private void hangUp() {
    broken = true;
    sink.hangUp();
  }

  private void refuse(String problem) {
    broken = true;
    sink.malformed(problem);
  }
}
