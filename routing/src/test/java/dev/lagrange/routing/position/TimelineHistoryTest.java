package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimelineHistoryTest {

  private static final Lsn A = Lsn.parse("0/A000000");
  private static final Lsn B = Lsn.parse("0/B000000");

  @Test
  void switchPointIsWhereTheBranchLeftTheAncestor() {
    TimelineHistory history = TimelineHistory.UNKNOWN.with(2, 1, A).with(3, 2, B);
    assertThat(history.switchPointOf(1, 2)).contains(A);
    assertThat(history.switchPointOf(2, 3)).contains(B);
    assertThat(history.switchPointOf(1, 3)).contains(A);
  }

  @Test
  void switchPointIsTheLeastOnTheWay() {
    TimelineHistory history = TimelineHistory.UNKNOWN.with(2, 1, B).with(3, 2, A);
    assertThat(history.switchPointOf(1, 3)).contains(A);
  }

  @Test
  void thereIsNoSwitchPointAgainstTheDirectionOrBetweenSiblings() {
    TimelineHistory history = TimelineHistory.UNKNOWN.with(2, 1, A).with(3, 1, B);
    assertThat(history.switchPointOf(2, 1)).isEmpty();
    assertThat(history.switchPointOf(2, 2)).isEmpty();
    assertThat(history.switchPointOf(2, 3)).isEmpty();
    assertThat(history.switchPointOf(1, 9)).isEmpty();
    assertThat(history.isAncestor(1, 3)).isTrue();
    assertThat(history.isAncestor(3, 1)).isFalse();
  }

  @Test
  void readsTheServersHistoryFile() {
    TimelineHistory history =
        TimelineHistory.fromHistoryFile(
            4,
            """
            # a comment
            1\t0/A000000\tno recovery target specified

            3\t0/B000000\tbefore 2026-01-01 00:00:00+00
            """);
    assertThat(history)
        .isEqualTo(TimelineHistory.UNKNOWN.with(3, 1, A).with(4, 3, B))
        .hasToString("{3=timeline 1 at 0/A000000, 4=timeline 3 at 0/B000000}");
    assertThat(history.knowsOriginOf(4)).isTrue();
    assertThat(history.knowsOriginOf(2)).isFalse();
  }

  @Test
  void anEmptyHistoryFileKnowsNothing() {
    assertThat(TimelineHistory.fromHistoryFile(1, "")).isEqualTo(TimelineHistory.UNKNOWN);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "1",
        "x 0/1",
        "1 0",
        "1 0/1\n1 0/2",
        "2 0/1\n1 0/2",
        "9 0/1",
        "0 0/1",
        "99999999999 0/1",
        "4294967295 0/1"
      })
  void refusesAMalformedHistoryFile(String text) {
    assertThatThrownBy(() -> TimelineHistory.fromHistoryFile(9, text))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesACycle() {
    TimelineHistory history = TimelineHistory.UNKNOWN.with(2, 1, A);
    assertThatThrownBy(() -> history.with(1, 2, B))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("greater than its parent's");
    assertThatThrownBy(() -> history.with(2, 2, B)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void refusesASecondOriginOfATimeline() {
    TimelineHistory history = TimelineHistory.UNKNOWN.with(2, 1, A);
    assertThat(history.with(2, 1, A)).isSameAs(history);
    assertThatThrownBy(() -> history.with(2, 1, B))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "Timeline 2 left timeline 1 at 0/A000000, so it cannot have left timeline 1 at"
                + " 0/B000000: if two servers were promoted to it, rebuild one of them as a"
                + " replica");
  }

  @Test
  void joinKnowsWhatEitherKnows() {
    TimelineHistory one = TimelineHistory.UNKNOWN.with(2, 1, A);
    TimelineHistory other = TimelineHistory.UNKNOWN.with(3, 2, B);
    assertThat(one.join(other)).isEqualTo(other.join(one)).isEqualTo(one.with(3, 2, B));
  }
}
