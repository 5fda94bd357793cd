package dev.lagrange.proxy.backend;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** Replies that are kept from the client as long as the statement may still run elsewhere. */
final class Held {

  private final List<ByteBuf> replies = new ArrayList<>();
  private boolean on;

  void begin() {
    on = true;
  }

  boolean isOn() {
    return on;
  }

  void add(ByteBuf reply) {
    replies.add(reply);
  }

  /** The statement stays here. */
  void release(Owner owner) {
    on = false;
    replies.forEach(owner::reply);
    replies.clear();
  }

  /** Nothing of it is ever shown. */
  void drop() {
    on = false;
    replies.forEach(ByteBuf::release);
    replies.clear();
  }

  /** Whether a message says nothing yet of what a statement did. */
  static boolean isPreliminary(byte type) {
    return switch (type) {
      case '1', '2', '3', 't', 'T', 'n', 'N', 'S' -> true;
      default -> false;
    };
  }
}
