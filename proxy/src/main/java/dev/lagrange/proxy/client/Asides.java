package dev.lagrange.proxy.client;

import io.netty.buffer.ByteBuf;
import java.util.function.Consumer;

/**
 * Finds, in answers that no client is shown, what a server says besides: how a setting of the
 * session is now (ParameterStatus), and notifications. Both are as true without the answer. Notices
 * are not: they may tell of rows. Pure.
 */
final class Asides {

  private long left; // of a message, in bytes

  /** The next bytes are the first ones of a message. */
  void begin() {
    left = 0;
  }

  /**
   * Looks through what came next, which may begin and end within a row; other messages are whole.
   *
   * @param found is given each message that is to be told, to be released
   */
  void read(ByteBuf messages, Consumer<ByteBuf> found) {
    int at = messages.readerIndex();
    int end = messages.writerIndex();
    while (at < end) {
      if (left == 0) {
        left = 1L + messages.getUnsignedInt(at + 1);
        byte type = messages.getByte(at);
        if ((type == 'S' || type == 'A') && left <= end - at) {
          found.accept(messages.retainedSlice(at, (int) left));
        }
      }
      int some = (int) Math.min(left, end - at);
      left -= some;
      at += some;
    }
  }
}
