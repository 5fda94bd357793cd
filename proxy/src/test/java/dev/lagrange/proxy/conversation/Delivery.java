package dev.lagrange.proxy.conversation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * How the bytes of a client reach the network. One delivery is for one connection: it counts what
 * went through. Not thread-safe.
 */
abstract class Delivery {
  // nothing is asserted of it: it only makes it likely that the receiver gets the pieces apart
  private static final long PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(200);

  /** Each group of messages in one piece. */
  static Delivery whole() {
    return new Delivery() {
      @Override
      boolean endsPieceAfter(long count) {
        return false;
      }
    };
  }

  static Delivery byteByByte() {
    return new Delivery() {
      @Override
      boolean endsPieceAfter(long count) {
        return true;
      }
    };
  }

  /** In one piece, but for a cut after so many bytes of the whole connection. */
  static Delivery cutAfter(long offset) {
    return new Delivery() {
      @Override
      boolean endsPieceAfter(long count) {
        return count == offset;
      }
    };
  }

  private long count;

  /** How many bytes went through. */
  long count() {
    return count;
  }

  void write(OutputStream out, byte[] bytes) throws IOException {
    int start = 0;
    for (int end = 1; end <= bytes.length; end++) {
      count++;
      if (end == bytes.length || endsPieceAfter(count)) {
        out.write(bytes, start, end - start);
        out.flush();
        start = end;
        if (end < bytes.length) {
          LockSupport.parkNanos(PAUSE_NANOS);
        }
      }
    }
  }

  abstract boolean endsPieceAfter(long count);
}
