package dev.lagrange.cli.demo;

import dev.lagrange.testbed.PostgresNode;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * What the replicas suffer: one stays two seconds behind, the other stops to replay for one second
 * of every five. Thread-safe.
 */
final class Faults implements AutoCloseable {

  /** How far the first replica is held behind. */
  static final Duration LAG = Duration.ofSeconds(2);

  private static final Duration PAUSE = Duration.ofSeconds(1);
  private static final Duration FIRST = Duration.ofMillis(500);
  private static final Duration BETWEEN = Duration.ofSeconds(4);

  private final PostgresNode lagging;
  private final PostgresNode pausing;
  private final CountDownLatch end = new CountDownLatch(1);
  private final Thread thread = new Thread(this::pauseNowAndThen, "demo-faults");
  private volatile boolean paused;

  private Faults(PostgresNode lagging, PostgresNode pausing) {
    this.lagging = lagging;
    this.pausing = pausing;
    thread.setDaemon(true);
  }

  /** Begins; {@link #close} ends it and leaves both replicas healthy. */
  static Faults inflict(PostgresNode lagging, PostgresNode pausing) {
    lagging.applyDelay(LAG);
    Faults faults = new Faults(lagging, pausing);
    faults.thread.start();
    return faults;
  }

  boolean isPaused() {
    return paused;
  }

  private void pauseNowAndThen() {
    try {
      Duration wait = FIRST;
      while (!end.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
        pausing.pauseReplay();
        paused = true;
        end.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        paused = false;
        pausing.resumeReplay();
        wait = BETWEEN;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    end.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    lagging.applyDelay(Duration.ZERO);
  }
}
