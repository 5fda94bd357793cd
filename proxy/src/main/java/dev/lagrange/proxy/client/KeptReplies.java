package dev.lagrange.proxy.client;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.Deque;

/** What a server has said that the client is not shown yet, and may never be. Confined to it. */
final class KeptReplies {

  private static final int LONGEST_PIECE = 256 << 10;

  private final ClientOutput output;
  private final Deque<ByteBuf> kept = new ArrayDeque<>();
  private final Asides asides = new Asides();
  private long bytes;

  KeptReplies(ClientOutput output) {
    this.output = output;
  }

  /** Taken over. */
  void add(ByteBuf messages) {
    bytes += messages.readableBytes();
    kept.add(messages);
  }

  boolean isEmpty() {
    return kept.isEmpty();
  }

  int size() {
    return kept.size();
  }

  /** Whether no more should come for now. */
  boolean isFull() {
    return bytes >= LONGEST_PIECE;
  }

  void show(int many) {
    for (int i = 0; i < many; i++) {
      ByteBuf one = kept.remove();
      bytes -= one.readableBytes();
      output.write(one);
    }
  }

  void showAll() {
    show(kept.size());
  }

  /** None of it is ever shown. */
  void drop() {
    kept.forEach(ByteBuf::release);
    kept.clear();
    bytes = 0;
  }

  /** None of it is ever shown, but for what is no answer. */
  void dropAnswers() {
    asides.begin();
    kept.forEach(this::tellBesides);
    drop();
  }

  /** More of the same, which is not kept. Taken over. */
  void dropAnswers(ByteBuf more) {
    tellBesides(more);
    more.release();
  }

  private void tellBesides(ByteBuf messages) {
    asides.read(messages, output::write);
  }
}
