package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.Position;
import dev.lagrange.routing.position.PostgresPosition;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class CatchUpQueueTest {

  private static final Position NEAR = PostgresPosition.of(1, new Lsn(100));
  private static final Position FAR = PostgresPosition.of(1, new Lsn(200));

  private final CatchUpQueue queue = new CatchUpQueue();

  @Test
  void whosePositionIsShownIsTakenOnce() {
    CompletableFuture<Observation> near = queue.add(NEAR);
    CompletableFuture<Observation> far = queue.add(FAR);

    assertThat(queue.take(NEAR::equals)).containsExactly(near);
    assertThat(queue.take(NEAR::equals)).isEmpty();
    assertThat(queue.take(position -> true)).containsExactly(far);
    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void whoGaveUpDoesNotWait() {
    CompletableFuture<Observation> answer = queue.add(FAR);
    assertThat(queue.isEmpty()).isFalse();

    answer.cancel(false);

    assertThat(queue.isEmpty()).isTrue();
  }

  @Test
  void pauseGrowsWhileNothingComesAndIsShortForWhoComesNew() {
    assertThat(queue.add(FAR)).isNotDone();
    long first = queue.pauseNanos();
    long waited = 0;
    for (int i = 0; i < 1000; i++) {
      // No answer comes much later than it could: by a part of the wait, or 5 ms.
      assertThat(queue.pauseNanos())
          .isGreaterThanOrEqualTo(first)
          .isLessThanOrEqualTo(Math.max(first, Math.min(waited / 2, 5_000_000)));
      waited += queue.pauseNanos();
      queue.take(position -> false);
    }
    assertThat(queue.pauseNanos()).isEqualTo(Duration.ofMillis(5).toNanos());

    assertThat(queue.add(NEAR)).isNotDone();
    assertThat(queue.pauseNanos()).isEqualTo(first);
  }
}
