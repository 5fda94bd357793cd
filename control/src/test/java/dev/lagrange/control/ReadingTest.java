package dev.lagrange.control;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lagrange.routing.position.Lsn;
import dev.lagrange.routing.position.PostgresPosition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The bound {@code R ≤ L ? L : min(R, L + 1)}. */
class ReadingTest {

  @Test
  void replicaThatReplayedAllItReceivedShowsThat() {
    assertThat(replica(100, at(100)).shownAtMost()).isEqualTo(at(100));
    assertThat(replica(100, at(90)).shownAtMost()).isEqualTo(at(100));
  }

  @Test
  void replicaWithMoreToReplayMayShowOneRecordMore() {
    assertThat(replica(100, at(101)).shownAtMost()).isEqualTo(at(101));
    assertThat(replica(100, at(500)).shownAtMost()).isEqualTo(at(101));
  }

  @Test
  void replicaThatDoesNotSayWhatItReceivedMayShowOneRecordMore() {
    assertThat(replica(100, null).shownAtMost()).isEqualTo(at(101));
  }

  @Test
  void primaryShowsNoMoreThanItsPosition() {
    assertThat(Reading.ofPrimary(at(100), at(90), null, UnderWay.NONE, null).shownAtMost())
        .isEqualTo(at(100));
  }

  @Test
  void unknownPositionBoundsNothing() {
    assertThat(Reading.ofReplica(null, at(100), true).shownAtMost()).isNull();
  }

  private static Reading replica(long replayed, @Nullable PostgresPosition received) {
    return Reading.ofReplica(at(replayed), received, true);
  }

  private static PostgresPosition at(long lsn) {
    return PostgresPosition.of(1, new Lsn(lsn));
  }
}
