package dev.lagrange.verifier;

import dev.lagrange.testbed.PostgresNode;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Has a replica stop replaying for a while, and go on for a while, in turns. */
final class PausedNowAndThen implements Disturbance {
  private static final long TURN_MILLIS = 700;

  private final PostgresNode replica;

  PausedNowAndThen(PostgresNode replica) {
    this.replica = replica;
  }

  @Override
  public Ongoing begin() {
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<Void> turns = CompletableFuture.runAsync(() -> takeTurns(over));
    return () -> {
      over.countDown();
      turns.join();
    };
  }

  private void takeTurns(CountDownLatch over) {
    try {
      while (!over.await(TURN_MILLIS, TimeUnit.MILLISECONDS)) {
        replica.pauseReplay();
        try {
          over.await(TURN_MILLIS, TimeUnit.MILLISECONDS);
        } finally {
          replica.resumeReplay();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted between two turns", e);
    }
  }
}
