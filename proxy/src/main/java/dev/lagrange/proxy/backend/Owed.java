package dev.lagrange.proxy.backend;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What is owed in answer to what was sent, in order, and which of it a server's message fulfils.
 * Confined to one connection.
 */
final class Owed {

  private final Deque<Expected> expected = new ArrayDeque<>();
  private int passedOver; // Syncs sent before rows that the server reads, who swallows them
  private boolean doubtful; // it has failed, perhaps before it came to them
  private boolean probed;
  private boolean astray;

  void add(Expected next) {
    expected.add(next);
    forgetCopyEnds();
  }

  boolean isEmpty() {
    return expected.isEmpty();
  }

  /** Whether the server still has to say that it is ready. */
  boolean owesReady() {
    for (Expected next : expected) {
      switch (next.kind) {
        case QUERY, FUNCTION, SYNC -> {
          return true;
        }
        default -> {
          // answered without
        }
      }
    }
    return false;
  }

  /** What comes next; null if nothing does. */
  @Nullable Expected head() {
    return expected.peek();
  }

  /** Whether what comes next is for nobody but the proxy. */
  boolean isHidden() {
    Expected head = head();
    return head != null && head.hidden;
  }

  /** Whether the proxy itself is to say what comes next. */
  boolean isOwn() {
    Expected head = head();
    return head != null && head.isOwn();
  }

  /** Whether it is being asked how often the server is ready. */
  boolean isProbed() {
    return head() == Expected.PROBE;
  }

  /** Whether whose answers are whose is not known any more. */
  boolean isAstray() {
    return astray;
  }

  /** What comes next has come. */
  void remove() {
    expected.remove();
    forgetCopyEnds();
  }

  /** The same if it is of a kind. */
  void fulfil(Expected.Kind kind) {
    Expected head = head();
    if (head != null && head.kind == kind) {
      remove();
    }
  }

  /** A statement is parsed. */
  void parsed() {
    Expected head = head();
    if (head != null && head.isParse()) {
      remove();
    }
  }

  /** A statement has ended. */
  void completed() {
    passedOver = 0;
    fulfil(Expected.Kind.EXECUTE);
  }

  /** An empty statement has. */
  void emptyEnded() {
    probed |= isProbed();
    fulfil(Expected.Kind.EXECUTE);
  }

  /**
   * A statement has failed: the server answers nothing up to the next Sync.
   *
   * @param skipped told of each that is not answered
   */
  void failed(Consumer<Expected> skipped) {
    doubtful = passedOver > 0;
    Expected head = head();
    if (head == null || head.kind == Expected.Kind.QUERY || head.kind == Expected.Kind.FUNCTION) {
      return;
    }
    while (head != null && head.kind != Expected.Kind.SYNC) {
      expected.remove();
      head.release();
      skipped.accept(head);
      head = head();
    }
  }

  /**
   * The server reads rows, or sends and reads them. It swallows the Syncs that were sent already.
   *
   * @return false if the end of the rows was sent, too
   */
  boolean copies() {
    Expected first = expected.poll();
    if (first == null) {
      return true;
    }
    if (first.kind == Expected.Kind.EXECUTE) {
      while (head() == Expected.SYNC) {
        expected.remove();
        passedOver++;
      }
      astray |= isOwn(); // which stands for a message that would have stopped it
    }
    boolean ended = head() == Expected.COPY_END;
    if (ended) {
      expected.remove();
    }
    expected.addFirst(first);
    return !ended;
  }

  /**
   * The server is ready. If a COPY has failed nobody knows whether it was before the server has
   * swallowed the Syncs ahead of the rows, and so whether it is ready for one of these or for the
   * one behind: the answer to an empty query is what comes after both.
   *
   * @return whether who has sent it waits for this
   */
  boolean ready() {
    if (isProbed() && !probed) {
      return true; // it was before
    }
    boolean hidden = isHidden();
    boolean doubted = doubtful;
    boolean wasOwed = expected.poll() != null;
    astray |= !wasOwed && !(doubted && passedOver == 1);
    probed = false;
    doubtful = false;
    passedOver = 0;
    if (doubted && wasOwed) {
      expected.addFirst(Expected.PROBE);
    }
    forgetCopyEnds();
    return !hidden;
  }

  /** Where the server began no COPY it answers nothing to the end of one. */
  private void forgetCopyEnds() {
    while (head() == Expected.COPY_END) {
      expected.remove();
    }
  }

  /** Nothing more is answered. */
  void clear() {
    expected.forEach(Expected::release);
    expected.clear();
  }
}
