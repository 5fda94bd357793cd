package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PostgresPositionTest {

  /** 1 forks at 100 to 2 and at 200 to 4; 2 forks at 300 to 3. Of 7 and 8 nothing is known. */
  private static final TimelineHistory HISTORY =
      TimelineHistory.UNKNOWN
          .with(2, 1, new Lsn(100))
          .with(3, 2, new Lsn(300))
          .with(4, 1, new Lsn(200));

  @ParameterizedTest(name = "{0}@{1} on a node at {2}@{3}: {4}")
  @CsvSource({
    // the same timeline
    "1,  50, 1,  50, COVERED",
    "1,  50, 1,  51, COVERED",
    "1,  51, 1,  50, BEHIND",
    "7,  51, 7,  50, BEHIND",
    // the node's timeline descends from the position's
    "1, 100, 2, 100, COVERED",
    "1,  50, 2, 100, COVERED",
    "1,  90, 2,  80, BEHIND",
    "1, 101, 2, 500, LOST",
    "1, 101, 2,  90, LOST",
    "1, 101, 3, 500, LOST",
    "2, 300, 3, 300, COVERED",
    "2, 301, 3, 500, LOST",
    // the node is on an older timeline
    "2,  90, 1, 100, COVERED",
    "2,  90, 1,  80, BEHIND",
    "2, 101, 1, 100, BEHIND",
    "2, 101, 1, 900, BEHIND",
    "3,  90, 1,  95, COVERED",
    // siblings
    "2, 100, 4, 100, COVERED",
    "2, 100, 4,  99, BEHIND",
    "2, 101, 4, 900, LOST",
    "3, 150, 4, 900, LOST",
    "4, 100, 2, 100, COVERED",
    "4, 101, 3, 900, UNKNOWN",
    // ancestry not known
    "1,  50, 7, 900, UNKNOWN",
    "7,  50, 1, 900, UNKNOWN",
    "7,  50, 8, 900, UNKNOWN"
  })
  void coverageFollowsTheForks(
      int timeline, long lsn, int nodeTimeline, long reached, Coverage is) {
    assertThat(at(timeline, lsn).coveredBy(at(nodeTimeline, reached), HISTORY)).isEqualTo(is);
  }

  @Test
  void worstEntryDecides() {
    PostgresPosition node = at(2, 150);
    assertThat(at(1, 50).join(at(2, 150)).coveredBy(node, HISTORY)).isEqualTo(Coverage.COVERED);
    assertThat(at(1, 50).join(at(2, 160)).coveredBy(node, HISTORY)).isEqualTo(Coverage.BEHIND);
    assertThat(at(7, 50).join(at(2, 160)).coveredBy(node, HISTORY)).isEqualTo(Coverage.UNKNOWN);
    assertThat(at(7, 50).join(at(1, 160)).coveredBy(node, HISTORY)).isEqualTo(Coverage.LOST);
  }

  @Test
  void anyEntryOfTheNodeMayCover() {
    PostgresPosition node = at(1, 150).join(at(2, 120));
    assertThat(at(1, 140).coveredBy(node, HISTORY)).isEqualTo(Coverage.COVERED);
    assertThat(at(2, 120).coveredBy(node, HISTORY)).isEqualTo(Coverage.COVERED);
    assertThat(at(1, 160).coveredBy(node, HISTORY)).isEqualTo(Coverage.LOST);
  }

  @Test
  void joinKeepsOneEntryPerTimeline() {
    PostgresPosition joined = at(1, 50).join(at(2, 70)).join(at(1, 60)).join(at(2, 60));
    assertThat(joined).hasToString("0/3C on timeline 1, 0/46 on timeline 2");
    assertThat(joined.timeline()).isEqualTo(2);
    assertThat(joined.lsn()).isEqualTo(new Lsn(70));
  }

  @Test
  void cappedEndsWhereTheServersHistoryLeft() {
    assertThat(at(1, 150).cappedAt(HISTORY, 2)).isEqualTo(at(1, 100));
    assertThat(at(1, 50).cappedAt(HISTORY, 2)).isEqualTo(at(1, 50));
    assertThat(at(1, 150).join(at(2, 400)).cappedAt(HISTORY, 3))
        .isEqualTo(at(1, 100).join(at(2, 300)));
    assertThat(at(2, 150).cappedAt(HISTORY, 4)).isEqualTo(at(2, 100));
    assertThat(at(3, 500).cappedAt(HISTORY, 1)).isEqualTo(at(3, 500));
    assertThat(at(5, 500).cappedAt(HISTORY, 7)).isEqualTo(at(5, 500));
  }

  @Test
  void refusesATimelineThatIsNotPositive() {
    assertThatThrownBy(() -> at(0, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> at(-1, 1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesAPositionOfAnotherKindOfServer() {
    MariaGtid other = MariaGtid.parse("0-1-5");
    assertThatThrownBy(() -> at(1, 1).join(other))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("PostgresPosition and MariaGtid");
    assertThatThrownBy(() -> at(1, 1).coveredBy(other, HISTORY))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static PostgresPosition at(int timeline, long lsn) {
    return PostgresPosition.of(timeline, new Lsn(lsn));
  }
}
