package dev.lagrange.proxy.backend;

import dev.lagrange.routing.cluster.NodeId;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The connections of one event loop to one node. Confined to that loop. */
final class NodePool {

  /** Opens connections. */
  @FunctionalInterface
  interface Opener {
    /** Does not block; completes on the event loop. */
    CompletableFuture<Backend> open(NodeId node, BackendKey key, Runnable onLost);
  }

  private static final class Waiter {
    private final BackendKey key;
    private final CompletableFuture<Backend> result = new CompletableFuture<>();
    private @Nullable ScheduledFuture<?> timer;

    private Waiter(BackendKey key) {
      this.key = key;
    }
  }

  private final NodeId node;
  private final EventLoop loop;
  private final Opener opener;
  private final int most;
  private final Duration patience;
  private final AtomicInteger outstanding;
  private final Map<BackendKey, Deque<Backend>> idle = new LinkedHashMap<>();
  private final Set<Backend> pooled = new HashSet<>();
  private final Set<Backend> aside = new HashSet<>();
  private final Deque<Waiter> waiting = new ArrayDeque<>();
  private int open;
  private boolean draining;

  NodePool(
      NodeId node,
      EventLoop loop,
      Opener opener,
      int most,
      Duration patience,
      AtomicInteger outstanding) {
    this.node = node;
    this.loop = loop;
    this.opener = opener;
    this.most = most;
    this.patience = patience;
    this.outstanding = outstanding;
  }

  /** A connection, once one is free; fails after the pool's patience. */
  CompletableFuture<Backend> acquire(BackendKey key) {
    if (draining) {
      return CompletableFuture.failedFuture(BackendException.left(node));
    }
    Backend free = poll(key);
    if (free != null) {
      return CompletableFuture.completedFuture(lend(free));
    }
    Waiter waiter = new Waiter(key);
    waiting.add(waiter);
    serve();
    if (!waiter.result.isDone()) {
      waiter.timer = loop.schedule(() -> giveUp(waiter), patience.toNanos(), TimeUnit.NANOSECONDS);
    }
    return waiter.result;
  }

  /** See {@link Backends#aside}. */
  CompletableFuture<Backend> aside(BackendKey key) {
    Backend[] opened = new Backend[1];
    return opener
        .open(node, key, () -> aside.remove(opened[0]))
        .thenApply(
            backend -> {
              opened[0] = backend;
              aside.add(backend);
              if (draining) {
                backend.close();
              }
              return backend;
            });
  }

  private void giveUp(Waiter waiter) {
    if (waiting.remove(waiter)) {
      waiter.result.completeExceptionally(
          new BackendException(
              node,
              "53300",
              "no connection was free within connectionTimeout="
                  + patience.toMillis()
                  + "ms, and maxPoolSize="
                  + most
                  + " of this event loop are in use; end transactions that are done with, or with"
                  + " session pooling clients, which keep one each; or raise maxPoolSize"));
    }
  }

  private @Nullable Backend poll(BackendKey key) {
    Deque<Backend> free = idle.get(key);
    while (free != null && !free.isEmpty()) {
      // the last one used: it is the warmest, and the others may grow old
      Backend backend = free.removeLast();
      if (backend.isOpen()) {
        return backend;
      }
    }
    return null;
  }

  private Backend lend(Backend backend) {
    place(backend).lent(true);
    outstanding.incrementAndGet();
    return backend;
  }

  /** Whoever waits gets what is free, or what may still be opened. */
  private void serve() {
    while (!waiting.isEmpty()) {
      Waiter next = waiting.element();
      Backend free = poll(next.key);
      if (free != null) {
        waiting.remove();
        cancelTimer(next);
        next.result.complete(lend(free));
      } else if (open < most || evictOne()) {
        waiting.remove();
        open(next);
      } else {
        return;
      }
    }
  }

  private static void cancelTimer(Waiter waiter) {
    if (waiter.timer != null) {
      waiter.timer.cancel(false);
    }
  }

  /** Closes a free connection of others, so that another one may be opened. */
  private boolean evictOne() {
    for (Deque<Backend> free : idle.values()) {
      Backend backend = free.pollFirst();
      if (backend != null) {
        forget(backend);
        backend.close();
        return true;
      }
    }
    return false;
  }

  private void open(Waiter waiter) {
    open++;
    Backend[] opened = new Backend[1];
    opener
        .open(node, waiter.key, () -> lost(opened[0]))
        .whenComplete(
            (backend, failure) -> {
              cancelTimer(waiter);
              if (backend == null) {
                open--;
                waiter.result.completeExceptionally(BackendException.cause(failure));
                serve();
                return;
              }
              opened[0] = backend;
              pooled.add(backend);
              backend.place(new Place(this, waiter.key));
              if (draining) {
                forget(backend);
                backend.close();
                waiter.result.completeExceptionally(BackendException.left(node));
              } else if (!waiter.result.complete(lend(backend))) {
                release(backend);
              }
            });
  }

  /** Whoever has it is done with it. */
  void release(Backend backend) {
    Place place = place(backend);
    place.lent(false);
    outstanding.decrementAndGet();
    backend.returned();
    backend.afterCancels(() -> free(backend, place.key()));
  }

  private void free(Backend backend, BackendKey key) {
    if (!backend.isOpen() || backend.isDirty() || !backend.isIdle() || draining) {
      forget(backend);
      backend.close();
    } else {
      backend.resume();
      idle.computeIfAbsent(key, unused -> new ArrayDeque<>()).addLast(backend);
    }
    serve();
  }

  /** Whether somebody has it, and the node has not left since. */
  boolean isLent(Backend backend) {
    return !draining && place(backend).isLent();
  }

  private static Place place(Backend backend) {
    return Objects.requireNonNull(backend.place());
  }

  private void lost(@Nullable Backend backend) {
    if (backend == null) {
      return;
    }
    Place place = place(backend);
    if (place.isLent()) {
      place.lent(false);
      outstanding.decrementAndGet();
    }
    forget(backend);
    serve();
  }

  private void forget(Backend backend) {
    if (!pooled.remove(backend)) {
      return;
    }
    open--;
    BackendKey key = place(backend).key();
    Deque<Backend> free = idle.get(key);
    if (free != null) {
      free.remove(backend);
      if (free.isEmpty()) {
        idle.remove(key);
      }
    }
  }

  /** Breaks all of them. */
  void abort() {
    Set.copyOf(pooled).forEach(Backend::close);
    Set.copyOf(aside).forEach(Backend::close);
  }

  /** Gives no more; those in use are closed when they are given back. */
  void drain() {
    draining = true;
    for (Deque<Backend> free : Set.copyOf(idle.values())) {
      for (Backend backend : Set.copyOf(free)) {
        forget(backend);
        backend.close();
      }
    }
    Set.copyOf(pooled).forEach(Backend::nodeLeft); // those that are lent are left
    Set.copyOf(aside).forEach(Backend::close);
    waiting.forEach(waiter -> waiter.result.completeExceptionally(BackendException.left(node)));
    waiting.clear();
  }
}
