package dev.lagrange.routing.position;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LsnTest {

  private static final int BLOCK = 8192;
  private static final long SEGMENT = 16L << 20;

  @ParameterizedTest
  @ValueSource(strings = {"0/0", "16/B374D848", "0/B01A000", "FFFFFFFF/FFFFFFFF", "80000000/1"})
  void printsTheServersForm(String text) {
    assertThat(Lsn.parse(text)).hasToString(text);
  }

  @Test
  void readsLowerCaseAndPadding() {
    // PostgreSQL 19 pads the second half.
    assertThat(Lsn.parse("00000016/0b374d84")).isEqualTo(Lsn.parse("16/B374D84"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "/",
        "16",
        "16/",
        "/16",
        "16/1/2",
        " 16/1",
        "16/1 ",
        "16/G",
        "-1/1",
        "+1/1",
        "100000000/0",
        "0/100000000",
        "0/1\n",
        "٣/1"
      })
  void refusesWhatIsNoLsn(String text) {
    assertThatThrownBy(() -> Lsn.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not an LSN")
        .hasMessageNotContaining("\n");
  }

  @Test
  void ordersAsUnsigned() {
    Lsn low = Lsn.parse("7FFFFFFF/FFFFFFFF");
    Lsn high = Lsn.parse("80000000/0");
    assertThat(high).isGreaterThan(low);
    assertThat(low.max(high)).isEqualTo(high);
    assertThat(low.min(high)).isEqualTo(low);
    assertThat(high.bytesAfter(low)).isEqualTo(1);
    assertThat(low.bytesAfter(high)).isEqualTo(-1);
    assertThat(low.next()).isEqualTo(high);
  }

  @Test
  void lastLsnHasNoNextThatEveryNodeWouldCover() {
    assertThat(Lsn.MAX.next()).isEqualTo(Lsn.MAX);
  }

  @ParameterizedTest
  @CsvSource({
    "0/B01A018, 0/B01A000", // past a page header
    "0/B000028, 0/B000000", // past a segment header
    "0/B01A028, 0/B01A028", // 40 bytes into a page that is not the first
    "0/B01A000, 0/B01A000",
    "0/B01A019, 0/B01A019",
    "16/B374D848, 16/B374D848"
  })
  void normalisedStandsAtTheEndOfTheLastRecord(String insert, String end) {
    assertThat(Lsn.parse(insert).normalised(BLOCK, SEGMENT)).isEqualTo(Lsn.parse(end));
  }

  @Test
  void normalisedRefusesSizesNoServerHas() {
    assertThatThrownBy(() -> Lsn.ZERO.normalised(0, SEGMENT))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wal_block_size");
    assertThatThrownBy(() -> Lsn.ZERO.normalised(BLOCK, 1000))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("wal_segment_size");
  }
}
