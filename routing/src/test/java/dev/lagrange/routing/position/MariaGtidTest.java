package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MariaGtidTest {

  private static final TimelineHistory NONE = TimelineHistory.UNKNOWN;

  @Test
  void printsTheServersForm() {
    assertThat(MariaGtid.parse("7-2-3, 0-1-100")).hasToString("0-1-100,7-2-3");
    assertThat(MariaGtid.parse("")).isEqualTo(MariaGtid.EMPTY).hasToString("");
    assertThat(MariaGtid.parse("4294967295-4294967295-9223372036854775807"))
        .hasToString("4294967295-4294967295-9223372036854775807");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ",",
        "0-1",
        "0-1-",
        "0-1-2-3",
        "a-1-1",
        "0-1-1,",
        "-1-1-1",
        "4294967296-1-1",
        "0-4294967296-1",
        "0-1-9223372036854775808",
        "0-1-99999999999999999999"
      })
  void refusesWhatTheServerNeverPrints(String text) {
    assertThatThrownBy(() -> MariaGtid.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void joinTakesTheGreaterSequenceOfEachDomain() {
    assertThat(MariaGtid.parse("0-1-10,1-1-5").join(MariaGtid.parse("0-2-9,2-1-1")))
        .hasToString("0-1-10,1-1-5,2-1-1");
  }

  @Test
  void serverIsNoPartOfTheOrder() {
    MariaGtid one = MariaGtid.parse("0-1-10");
    MariaGtid other = MariaGtid.parse("0-2-10");
    assertThat(one.coveredBy(other, NONE)).isEqualTo(Coverage.COVERED);
    assertThat(other.coveredBy(one, NONE)).isEqualTo(Coverage.COVERED);
    assertThat(one.join(other)).isEqualTo(other.join(one));
  }

  @Test
  void coveredIfEachDomainIs() {
    MariaGtid node = MariaGtid.parse("0-1-10,1-1-5");
    assertThat(MariaGtid.parse("0-1-10").coveredBy(node, NONE)).isEqualTo(Coverage.COVERED);
    assertThat(MariaGtid.parse("0-1-11").coveredBy(node, NONE)).isEqualTo(Coverage.BEHIND);
    assertThat(MariaGtid.parse("0-1-1,2-1-1").coveredBy(node, NONE)).isEqualTo(Coverage.BEHIND);
    assertThat(MariaGtid.EMPTY.coveredBy(node, NONE)).isEqualTo(Coverage.COVERED);
  }

  @Test
  void refusesAPositionOfAnotherKindOfServer() {
    assertThatThrownBy(() -> MariaGtid.EMPTY.join(GtidSet.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> MariaGtid.EMPTY.coveredBy(GtidSet.EMPTY, NONE))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
