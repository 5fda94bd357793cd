package dev.lagrange.control;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has something looked at once a second, on a daemon thread of its own, until it is closed. */
public final class EverySecond implements AutoCloseable {

  private static final Duration PERIOD = Duration.ofSeconds(1);

  private final CountDownLatch closed = new CountDownLatch(1);
  private final Runnable look;

  private EverySecond(Runnable look) {
    this.look = look;
  }

  /**
   * Starts, with the first look in a second.
   *
   * @param thread its name
   * @param look must not throw: that would be its last one
   */
  public static EverySecond start(String thread, Runnable look) {
    EverySecond looking = new EverySecond(look);
    Thread started = new Thread(looking::run, thread);
    started.setDaemon(true);
    started.start();
    return looking;
  }

  private void run() {
    try {
      while (!closed.await(PERIOD.toNanos(), TimeUnit.NANOSECONDS)) {
        look.run();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** No look begins after this one. Does not wait for one that has begun. */
  @Override
  public void close() {
    closed.countDown();
  }
}
