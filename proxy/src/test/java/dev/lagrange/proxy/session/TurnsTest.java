package dev.lagrange.proxy.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

final class TurnsTest {

  private final Deque<Runnable> threads = new ArrayDeque<>();
  private final AtomicInteger done = new AtomicInteger();
  private final Turns<Integer> turns = new Turns<>(threads::add, done::incrementAndGet);

  @Test
  void whoeverAsksBeforeATurnBeginsSharesIt() {
    CompletableFuture<Integer> one = turns.next();
    CompletableFuture<Integer> other = turns.next();
    assertThat(threads).hasSize(1);
    threads.remove().run();
    assertThat(one).isCompletedWithValue(1);
    assertThat(other).isCompletedWithValue(1);
    assertThat(threads).isEmpty();
    CompletableFuture<Integer> later = turns.next();
    threads.remove().run();
    assertThat(later).isCompletedWithValue(2);
  }

  @Test
  void whoeverAsksDuringATurnGetsTheNextOne() {
    Deque<CompletableFuture<Integer>> within = new ArrayDeque<>();
    Deque<Turns<Integer>> self = new ArrayDeque<>();
    Turns<Integer> asking =
        new Turns<>(
            threads::add,
            () -> {
              if (within.isEmpty()) {
                within.add(self.element().next());
              }
              return done.incrementAndGet();
            });
    self.add(asking);
    CompletableFuture<Integer> first = asking.next();
    threads.remove().run();
    assertThat(first).isCompletedWithValue(1);
    assertThat(within.element()).as("not by the one that had begun").isNotDone();
    threads.remove().run();
    assertThat(within.element()).isCompletedWithValue(2);
  }

  @Test
  void aTurnThatFailsTellsThoseWhoAskedAndIsFollowedByOthers() {
    Turns<Integer> failing =
        new Turns<>(
            threads::add,
            () -> {
              if (done.incrementAndGet() == 1) {
                throw new IllegalStateException("once");
              }
              return done.get();
            });
    CompletableFuture<Integer> first = failing.next();
    threads.remove().run();
    assertThat(first).isCompletedExceptionally();
    CompletableFuture<Integer> second = failing.next();
    threads.remove().run();
    assertThat(second).isCompletedWithValue(2);
  }

  @Test
  void withoutThreadsItFailsAtOnce() {
    Turns<Integer> ended =
        new Turns<>(
            task -> {
              throw new RejectedExecutionException("the proxy has ended");
            },
            done::incrementAndGet);
    assertThat(ended.next()).isCompletedExceptionally();
    assertThat(ended.next()).isCompletedExceptionally();
    assertThat(done).hasValue(0);
  }
}
