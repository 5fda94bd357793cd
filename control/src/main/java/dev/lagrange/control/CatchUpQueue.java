package dev.lagrange.control;

import dev.lagrange.routing.position.Position;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

/**
 * Those who wait until one replica shows a position, and how soon to ask it again meanwhile: often
 * at first, since most wait for a moment only, and more seldom the longer nobody's position comes.
 * Not thread-safe.
 */
final class CatchUpQueue {

  private static final long SHORTEST_NANOS = Duration.ofNanos(100_000).toNanos();
  private static final long LONGEST_NANOS = Duration.ofMillis(5).toNanos();

  /** After so many questions in vain the pause is doubled, so that it stays a part of the wait. */
  private static final int PATIENCE = 4;

  private record Waiter(Position position, CompletableFuture<Observation> answer) {}

  private final List<Waiter> waiters = new ArrayList<>();
  private int inVain;

  CompletableFuture<Observation> add(Position position) {
    CompletableFuture<Observation> answer = new CompletableFuture<>();
    waiters.add(new Waiter(position, answer));
    inVain = 0;
    return answer;
  }

  /** Whether nobody waits; who gave up does not. */
  boolean isEmpty() {
    waiters.removeIf(waiter -> waiter.answer.isDone());
    return waiters.isEmpty();
  }

  /** How long to wait before the replica is asked again. */
  long pauseNanos() {
    int doublings = Math.min(inVain / PATIENCE, Long.SIZE / 4);
    return Math.min(LONGEST_NANOS, SHORTEST_NANOS << doublings);
  }

  /** Removes and answers those whose position is shown by now. */
  List<CompletableFuture<Observation>> take(Predicate<Position> shown) {
    List<CompletableFuture<Observation>> taken = new ArrayList<>();
    for (Iterator<Waiter> each = waiters.iterator(); each.hasNext(); ) {
      Waiter waiter = each.next();
      if (shown.test(waiter.position)) {
        taken.add(waiter.answer);
        each.remove();
      }
    }
    inVain = taken.isEmpty() ? inVain + 1 : 0;
    return taken;
  }
}
