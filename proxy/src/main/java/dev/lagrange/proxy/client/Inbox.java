package dev.lagrange.proxy.client;

import dev.lagrange.routing.sql.Classifier;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/** What a client has sent and what was not passed on yet, in order. Confined to one client. */
final class Inbox {

  private static final byte TERMINATE = 'X';

  private static final int MOST_FRAMES = 1000;
  private static final long MOST_BYTES = 8L << 20;

  private final Deque<Frame> frames = new ArrayDeque<>();
  private final UnitReader reader;
  private long bytes;

  Inbox(Classifier classifier, Statements statements) {
    this.reader = new UnitReader(classifier, statements);
  }

  /** One message more; taken over. */
  void add(byte type, ByteBuf message) {
    bytes += message.readableBytes();
    frames.add(new Frame(type, message));
  }

  /** The client sends no more. */
  void end() {
    frames.add(new Frame(TERMINATE, Unpooled.EMPTY_BUFFER));
  }

  boolean isEmpty() {
    return frames.isEmpty();
  }

  /** Whether something is there whole that the client waits for an answer to. */
  boolean hasCall() {
    boolean begun = false;
    for (Frame frame : frames) {
      begun |= frame.asks();
      if (begun && frame.isCall()) {
        return true;
      }
    }
    return false;
  }

  /** Whether no more is to be read from the client for now. */
  boolean isFull() {
    return frames.size() > MOST_FRAMES || bytes > MOST_BYTES;
  }

  /** Whether the next message is the client's farewell. */
  boolean isAtEnd() {
    return !frames.isEmpty() && frames.element().type() == TERMINATE;
  }

  /** Whether the farewell is among what waits. */
  boolean hasEnd() {
    return frames.stream().anyMatch(frame -> frame.type() == TERMINATE);
  }

  /** The next message, taken out. */
  Frame next() {
    Frame frame = frames.remove();
    bytes -= frame.message().readableBytes();
    return frame;
  }

  /** The next unit, taken out; null if more has to come first. */
  @Nullable Unit nextUnit() {
    Unit unit = reader.next(frames);
    if (unit != null) {
      for (Frame frame : unit.frames()) {
        bytes -= frame.message().readableBytes();
      }
    }
    return unit;
  }

  /** Throws away what waits. */
  void clear() {
    frames.forEach(Frame::release);
    frames.clear();
  }
}
