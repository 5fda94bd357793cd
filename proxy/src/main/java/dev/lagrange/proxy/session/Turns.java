package dev.lagrange.proxy.session;

import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Something that blocks, done on other threads, once at a time: all who ask before a turn begins
 * share it, and nobody is answered by one that had begun before. Thread-safe.
 */
final class Turns<T> {

  private final Executor threads;
  private final Callable<T> task;
  private @Nullable CompletableFuture<T> next; // by this
  private boolean running; // by this

  Turns(Executor threads, Callable<T> task) {
    this.threads = threads;
    this.task = task;
  }

  /** What a turn that begins after this call brings, or how it fails. Does not block. */
  CompletableFuture<T> next() {
    CompletableFuture<T> asked;
    boolean starts;
    synchronized (this) {
      asked = next == null ? new CompletableFuture<>() : next;
      next = asked;
      starts = !running;
      running = true;
    }
    if (starts) {
      start();
    }
    return asked;
  }

  private void start() {
    try {
      threads.execute(this::turn);
    } catch (RejectedExecutionException e) {
      CompletableFuture<T> refused = take();
      synchronized (this) {
        running = false;
      }
      refused.completeExceptionally(e); // the proxy has ended
    }
  }

  private synchronized CompletableFuture<T> take() {
    CompletableFuture<T> taken = next;
    next = null;
    return taken == null ? new CompletableFuture<>() : taken;
  }

  private void turn() {
    CompletableFuture<T> asked = take();
    Runnable tell;
    try {
      T value = task.call();
      tell = () -> asked.complete(value);
    } catch (Exception | Error e) {
      tell = () -> asked.completeExceptionally(e);
    }
    boolean more;
    synchronized (this) {
      more = next != null;
      running = more;
    }
    if (more) {
      start();
    }
    tell.run();
  }
}
