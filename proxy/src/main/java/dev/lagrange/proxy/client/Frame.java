package dev.lagrange.proxy.client;

import io.netty.buffer.ByteBuf;

/** One message of a client that waits for its turn; whoever takes it releases it. */
record Frame(byte type, ByteBuf message) {

  /** Whether it has the server answer, so that the client may be waiting for that. */
  boolean isCall() {
    return switch (type) {
      case 'Q', 'F', 'S', 'H' -> true;
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

  void release() {
    message.release();
  }
}
