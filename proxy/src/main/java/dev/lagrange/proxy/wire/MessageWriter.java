package dev.lagrange.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import org.jspecify.annotations.Nullable;

/**
 * Writes messages to a channel. Short ones that follow each other are gathered in one buffer, since
 * a buffer costs more than its bytes do: they stay in the one that they were read into if they
 * follow each other there as well. Messages keep their indices, so that who retains one may write
 * it again. Whoever writes has to {@link #flush} before the event loop goes on, so that others may
 * write to the channel, too. Confined to that loop.
 */
public final class MessageWriter {

  /** In bytes: longer ones go as they are. */
  private static final int SHORT = 1024;

  /** In bytes: so much is gathered at most. */
  private static final int MOST = 16 << 10;

  private final Channel channel;
  private @Nullable ByteBuf gathered;
  private int behind; // so many bytes of the same buffer follow what was gathered
  private boolean own;
  private boolean unsent; // something that was passed on
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
    } else if (length > SHORT || (before != null && size(before) + length > MOST)) {
      pass();
      channel.write(messages.duplicate());
      unsent = true;
    } else if (before == null) {
      gathered = messages; // it may stay the only one
      own = false;
    } else if (!own && isNext(before, messages)) {
      behind += length;
      messages.release();
    } else {
      ByteBuf into = own ? before : copied(before);
      into.writeBytes(messages, messages.readerIndex(), length);
      messages.release();
    }
  }

  private int size(ByteBuf first) {
    return first.readableBytes() + behind;
  }

  @SuppressWarnings("ReferenceEquality") // it is about memory
  private boolean isNext(ByteBuf first, ByteBuf messages) {
    ByteBuf whole = first.unwrap();
    return whole != null
        && whole == messages.unwrap()
        && whole.hasMemoryAddress()
        && first.memoryAddress() + first.writerIndex() + behind
            == messages.memoryAddress() + messages.readerIndex();
  }

  private ByteBuf copied(ByteBuf first) {
    ByteBuf copy = channel.alloc().directBuffer(SHORT);
    ByteBuf all = joined(first);
    copy.writeBytes(all, all.readerIndex(), all.readableBytes());
    all.release();
    gathered = copy;
    own = true;
    return copy;
  }

  /** All that was gathered, in one that may be read; instead of the first of it. */
  private ByteBuf joined(ByteBuf first) {
    if (behind == 0) {
      return own ? first : first.duplicate();
    }
    ByteBuf whole = first.unwrap();
    long start = first.memoryAddress() + first.readerIndex() - whole.memoryAddress();
    ByteBuf all = whole.slice((int) start, size(first)).retain();
    first.release();
    behind = 0;
    return all;
  }

  /** Sends what was written. */
  public void flush() {
    ByteBuf before = gathered;
    if (before != null) {
      gathered = null;
      unsent = false;
      channel.writeAndFlush(joined(before));
    } else if (unsent) {
      unsent = false;
      channel.flush();
    }
  }

  private void pass() {
    ByteBuf before = gathered;
    if (before != null) {
      gathered = null;
      channel.write(joined(before));
      unsent = true;
    }
  }

  private void close() {
    closed = true;
    ByteBuf before = gathered;
    if (before != null) {
      gathered = null;
      behind = 0;
      before.release();
    }
  }
}
