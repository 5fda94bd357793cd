package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GtidSetTest {

  private static final String A = "3e11fa47-71ca-11e1-9e33-c80aa9429562";
  private static final String B = "ed102faf-eb00-11eb-8f20-0c5415bfaa1d";

  @ParameterizedTest
  @CsvSource({
    "1-5:7:9-11, 1-5:7:9-11",
    "7:1-5, 1-5:7",
    "1-5:6, 1-6",
    "1-5:3-9, 1-9",
    "1-9:3-5, 1-9",
    "5:5:5-5, 5",
    " 1 - 5 : 7 , 1-5:7",
    "007, 7",
    "1-9223372036854775806, 1-9223372036854775806"
  })
  void intervalsAreNormalised(String intervals, String canonical) {
    assertThat(GtidSet.parse(A + ":" + intervals)).hasToString(A + ":" + canonical);
  }

  @Test
  void readsCaseAndLineBreaksAsTheServerPrintsThem() {
    GtidSet set = GtidSet.parse(B + ":1-3,\n" + A.toUpperCase(Locale.ROOT) + ":1-5,\n");
    assertThat(set).hasToString(A + ":1-5," + B + ":1-3").isEqualTo(GtidSet.parse(set.toString()));
  }

  @Test
  void elementsOfOneSourceAreUnited() {
    assertThat(GtidSet.parse(A + ":1-5," + A + ":6-7")).hasToString(A + ":1-7");
  }

  @Test
  void tagsAreSourcesOfTheirOwn() {
    GtidSet set = GtidSet.parse(A + ":1-3:Backup:4:zoo:1-2," + A + ":backup:5");
    assertThat(set).hasToString(A + ":1-3:backup:4-5:zoo:1-2");
    assertThat(set.contains(GtidSet.parse(A + ":backup:5"))).isTrue();
    assertThat(set.contains(GtidSet.parse(A + ":5"))).isFalse();
    assertThat(GtidSet.parse(A + ":_x:1")).hasToString(A + ":_x:1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", ",", ",\n,"})
  void theEmptySetIsRead(String text) {
    assertThat(GtidSet.parse(text)).isEqualTo(GtidSet.EMPTY).hasToString("");
    assertThat(GtidSet.EMPTY.isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "x",
        A,
        A + ":",
        A + ":tag",
        A + ":tag:",
        A + ":1:tag",
        A + ":0",
        A + ":5-1",
        A + ":1-",
        A + ":-1",
        A + ":1-2-3",
        A + ":9223372036854775807",
        A + ":9999999999999999999",
        A + ":1 2",
        A + ":1x",
        A + ":a-b:1",
        A + "0:1",
        "3e11fa4771ca11e19e33c80aa9429562:1",
        "1-1-1-1-1:1",
        A + ":t23456789012345678901234567890123:1"
      })
  void refusesWhatTheServerNeverPrints(String text) {
    assertThatThrownBy(() -> GtidSet.parse(text)).isInstanceOf(IllegalArgumentException.class);
  }

  @ParameterizedTest
  @CsvSource({
    "1-10, 1-10, ''",
    "1-10, 1-3, 4-10",
    "1-10, 3-5, 1-2:6-10",
    "1-10, 2:4:6:8, 1:3:5:7:9-10",
    "1-10, 8-20, 1-7",
    "5-10, 1-20, ''",
    "1-3:7-9:20, 2-8, 1:9:20",
    "1-3, 5-9, 1-3",
    "5-9, 1-3, 5-9"
  })
  void subtractLeavesWhatTheOtherLacks(String set, String other, String rest) {
    GtidSet left = GtidSet.parse(A + ":" + set).subtract(GtidSet.parse(A + ":" + other));
    assertThat(left).hasToString(rest.isEmpty() ? "" : A + ":" + rest);
  }

  @Test
  void subtractKeepsOtherSources() {
    GtidSet set = GtidSet.parse(A + ":1-5," + B + ":1-5");
    assertThat(set.subtract(GtidSet.parse(A + ":1-9"))).hasToString(B + ":1-5");
    assertThat(set.subtract(GtidSet.EMPTY)).isEqualTo(set);
  }

  @Test
  void coveredIfContained() {
    GtidSet node = GtidSet.parse(A + ":1-5:7-9");
    TimelineHistory none = TimelineHistory.UNKNOWN;
    assertThat(GtidSet.parse(A + ":2-5:8").coveredBy(node, none)).isEqualTo(Coverage.COVERED);
    assertThat(GtidSet.parse(A + ":6").coveredBy(node, none)).isEqualTo(Coverage.BEHIND);
    assertThat(GtidSet.parse(A + ":4-8").coveredBy(node, none)).isEqualTo(Coverage.BEHIND);
    assertThat(GtidSet.parse(B + ":1").coveredBy(node, none)).isEqualTo(Coverage.BEHIND);
    assertThat(GtidSet.EMPTY.coveredBy(node, none)).isEqualTo(Coverage.COVERED);
  }

  @Test
  void refusesAPositionOfAnotherKindOfServer() {
    assertThatThrownBy(() -> GtidSet.EMPTY.join(MariaGtid.EMPTY))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> GtidSet.EMPTY.coveredBy(MariaGtid.EMPTY, TimelineHistory.UNKNOWN))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
