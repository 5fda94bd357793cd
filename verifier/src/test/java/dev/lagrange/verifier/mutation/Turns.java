package dev.lagrange.verifier.mutation;

import dev.lagrange.verifier.Disturbance;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Does certain things to a cluster one after the other, again and again, and undoes all of them in
 * the end. Immutable; each step is one that may be repeated.
 */
final class Turns implements Disturbance {

  /** Something that is done to a cluster. */
  interface Step {
    void run() throws SQLException;
  }

  private record Turn(Step step, long millis) {}

  private final List<Turn> turns;
  private final Step undo;

  private Turns(List<Turn> turns, Step undo) {
    this.turns = List.copyOf(turns);
    this.undo = undo;
  }

  /**
   * Begins with nothing.
   *
   * @param undo leaves the cluster healthy, after whichever step
   */
  static Turns undoneBy(Step undo) {
    return new Turns(List.of(), undo);
  }

  /** Then has this done, and leaves it so for a while. */
  Turns then(Step step, Duration length) {
    List<Turn> more = new ArrayList<>(turns);
    more.add(new Turn(step, length.toMillis()));
    return new Turns(more, undo);
  }

  @Override
  public Ongoing begin() {
    CountDownLatch over = new CountDownLatch(1);
    CompletableFuture<Void> taken = CompletableFuture.runAsync(() -> take(over));
    return () -> {
      over.countDown();
      taken.join();
    };
  }

  private void take(CountDownLatch over) {
    try {
      try {
        for (int i = 0; ; i = (i + 1) % turns.size()) {
          turns.get(i).step().run();
          if (over.await(turns.get(i).millis(), TimeUnit.MILLISECONDS)) {
            return;
          }
        }
      } finally {
        undo.run();
      }
    } catch (SQLException e) {
      throw new IllegalStateException("The cluster could not be disturbed: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted between two turns", e);
    }
  }
}
