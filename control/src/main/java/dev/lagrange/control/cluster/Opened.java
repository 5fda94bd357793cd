package dev.lagrange.control.cluster;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * What was opened so far, to be closed in the reverse order: at the end, or at once if the rest
 * cannot be opened. Not thread-safe while things are added.
 */
final class Opened implements AutoCloseable {

  private final Deque<Runnable> closings = new ArrayDeque<>();

  /** Notes how to close what was opened just now. */
  void add(Runnable closing) {
    closings.push(closing);
  }

  @Override
  public void close() {
    closings.forEach(Runnable::run);
  }
}
