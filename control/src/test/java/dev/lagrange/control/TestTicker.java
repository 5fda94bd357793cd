package dev.lagrange.control;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/** A clock that moves by a nanosecond with each look at it, and further when told. Thread-safe. */
public final class TestTicker implements Ticker {

  private final AtomicLong now;

  /** A clock that starts at some time. */
  public TestTicker(long start) {
    this.now = new AtomicLong(start);
  }

  @Override
  public long read() {
    return now.incrementAndGet();
  }

  /** Lets time pass. */
  public void advance(Duration by) {
    now.addAndGet(by.toNanos());
  }
}
