package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to a channel. Short ones that follow each other are gathered in one buffer, since
 * a buffer costs more than its bytes do. Whoever writes has to {@link #flush} before the event loop
 * goes on, so that others may write to the channel, too. Confined to that loop.
 */
public final class MessageWriter {

  /** In bytes: longer ones go as they are. */
  private static final int SHORT = 1024;

  /** In bytes: so much is gathered at most. */
  private static final int MOST = 16 << 10;

  private final Channel channel;
  private @Nullable ByteBuf gathered;
  private boolean own;
  private boolean closed;

  /** To a channel, which nothing was written to that is not flushed. */
  public MessageWriter(Channel channel) {
    this.channel = channel;
    channel.closeFuture().addListener(done -> close());
  }

  /** One message or more; taken over. */
  public void write(ByteBuf messages) {
    int length = messages.readableBytes();
    ByteBuf before = gathered;
    if (closed) {
      messages.release();
    } else if (length > SHORT || (before != null && before.readableBytes() + length > MOST)) {
      pass();
      channel.write(messages);
    } else if (before == null) {
      gathered = messages; // it may stay the only one
      own = false;
    } else {
      ByteBuf into = own ? before : copied(before);
      into.writeBytes(messages, messages.readerIndex(), length);
      messages.release();
    }
  }

  private ByteBuf copied(ByteBuf first) {
    ByteBuf copy = channel.alloc().directBuffer(SHORT);
    copy.writeBytes(first, first.readerIndex(), first.readableBytes());
    first.release();
    gathered = copy;
    own = true;
    return copy;
  }

  /** Sends what was written. */
  public void flush() {
    pass();
    channel.flush();
  }

  private void pass() {
    ByteBuf before = gathered;
    if (before != null) {
      gathered = null;
      channel.write(before);
    }
  }

  private void close() {
    closed = true;
    ByteBuf before = gathered;
    if (before != null) {
      gathered = null;
      before.release();
    }
  }
}
