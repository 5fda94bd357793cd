package dev.lagrange.routing.spelling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DurationsTest {

  @ParameterizedTest
  @CsvSource({
    "7ns, PT0.000000007S",
    "7us, PT0.000007S",
    "500ms, PT0.5S",
    "5s, PT5S",
    "5min, PT5M",
    "24h, P1D",
    "2d, P2D",
    "0ms, PT0S",
    "-5s, PT-5S",
    "' 5  S ', PT5S",
    "3MIN, PT3M"
  })
  void everyUnitIsRead(String text, Duration expected) {
    assertThat(Durations.parse(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "PT0S, 0ms",
    "PT24H, 1d",
    "PT90S, 90s",
    "PT60S, 1min",
    "PT1.5S, 1500ms",
    "PT0.000001S, 1us"
  })
  void shortestExactFormIsPrinted(Duration duration, String expected) {
    assertThat(Durations.print(duration)).isEqualTo(expected);
  }

  @Property
  void whatIsPrintedIsReadBackExactly(@ForAll long nanos) {
    Duration duration = Duration.ofNanos(nanos / 10);
    assertThat(Durations.parse(Durations.print(duration))).isEqualTo(duration);
  }

  @Test
  void printsWhatIsBeyondNanosecondsToo() {
    assertThat(Durations.print(Duration.ofSeconds(Long.MAX_VALUE))).startsWith("PT");
  }

  @Test
  void numberWithoutUnitIsToldTheTwoSpellingsItMightMean() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse("10"))
        .withMessage("'10' has no unit: write '10s' or '10ms'");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "5m | write '5ms' or '5min'",
        "5sec | write '5s'",
        "5Hours | write '5h'",
        "5x | use one of ns, us, ms, s, min, h, d"
      })
  void unknownUnitIsToldWhatItMightMean(String text, String remedy) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessage("'%s' has an unknown unit: %s", text, remedy);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "ms", "0.5s", "1h30min", "five s", "9999999999999999999ms", "٣s"})
  void whatIsNoWholeNumberAndUnitIsShownAnExample(String text) {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse(text))
        .withMessageContaining("such as '500ms'");
  }

  @Test
  void overflowIsRefused() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Durations.parse("999999999999999999d"))
        .withMessageContaining("too large");
  }
}
